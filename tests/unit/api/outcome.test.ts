import { z } from "zod";
import type { Call, Effect } from "../../../provider/api/client";
import {
  ApiError,
  UnexpectedAnswerError,
  UnknownOutcomeError,
  UnreachableError,
} from "../../../provider/api/errors";
import { conclude, read } from "../../../provider/api/outcome";
import { readRefusal } from "../../../provider/api/refusal";
import type { Exchange, HttpAnswer, TransportFailure } from "../../../provider/api/transport";

const WORDING = {
  redact: (text: string) => text.replaceAll("canary", "[redacted]"),
  tokenAdvice: "Renew the token.",
};

function answered(
  status: number,
  body: unknown = "",
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { kind: "answered", status, text, header: (name) => headers[name] ?? null };
}

function failed(sent: "no" | "perhaps"): TransportFailure {
  return {
    kind: "failed",
    sent,
    transient: true,
    why: "the connection broke",
    cause: new Error("ECONNRESET"),
  };
}

function call(effect: Effect, format: "json" | "text" = "json"): Call<unknown> {
  const answer =
    format === "text" ? z.string() : z.object({ id: z.string(), list: z.array(z.number()).optional() });
  return { attempt: 'create the flow "a"', method: "POST", path: "/data/x", effect, format, answer };
}

function outcome(exchange: Exchange, effect: Effect = "once", perhapsDone = false, attempts = 1) {
  try {
    const reading = read(call(effect), exchange);
    return { answer: conclude(call(effect), { exchange, reading, attempts, perhapsDone }, WORDING) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { error, message: error.message };
  }
}

describe("what a call comes to", () => {
  it("is its answer, parsed, or as text", () => {
    expect(outcome(answered(200, { id: "x", more: 1 }))).toEqual({ answer: { id: "x" } });
    expect(outcome(answered(299, { id: "x" }))).toEqual({ answer: { id: "x" } });
    expect(read(call("read", "text"), answered(200, "{ no JSON"))).toEqual({ ok: true, value: "{ no JSON" });
  });

  it("is an answer that nobody understands; nobody knows then whether a write was carried out", () => {
    const body = { list: ["a", "b", "c", "d"] };
    const odd = outcome(answered(201, body, { "x-request-id": "r-1" }));
    expect(odd.error).toBeInstanceOf(UnknownOutcomeError);
    expect(odd.error?.cause).toBeInstanceOf(UnexpectedAnswerError);
    expect(odd.message).toMatch(
      /^Tried to create the flow "a", and it is not known whether AEP did it: it answered 201 \(request r-1\), but id: [^;]*; list\.0: [^;]*; list\.1: [^;]*\. Look/,
    );
    expect(outcome(answered(200, "<html>"), "repeatable").error).toBeInstanceOf(UnknownOutcomeError);
    expect(outcome(answered(200, "<html>"), "read").message).toMatch(
      /^Asked AEP to create the flow "a": it answered 200, but the answer is not JSON\. Its documentation/,
    );
    expect(outcome(answered(200, "[]"), "read").message).toContain("but the body: ");
    expect(outcome(answered(200, "<html>"), "read", false, 6).message).toContain(
      "not JSON. Gave up after 6 attempts. Its",
    );
  });

  it("is that AEP could not be asked, after how many attempts", () => {
    const one = outcome(failed("no"));
    expect(one.error).toBeInstanceOf(UnreachableError);
    expect(one.error?.cause).toMatchObject({ message: "ECONNRESET" });
    expect(one.message).toMatch(/^Could not create the flow "a": the connection broke\. Check the network/);
    expect(outcome(failed("no"), "read", false, 6).message).toContain(
      "the connection broke. Gave up after 6 attempts. Check",
    );
  });

  it("is not known where one of the attempts may have had an effect", () => {
    const lost = outcome(failed("perhaps"), "once", true);
    expect(lost.error).toBeInstanceOf(UnknownOutcomeError);
    expect(lost.error?.cause).toBeInstanceOf(UnreachableError);
    expect(lost.message).toBe(
      'Tried to create the flow "a", and it is not known whether AEP did it: the connection broke. Look at the object in ' +
        "AEP before doing it again.",
    );
    expect(outcome(failed("no"), "repeatable", true).error).toBeInstanceOf(UnknownOutcomeError);
  });

  it.each<[number, Effect, boolean, abstract new (...parameters: never[]) => Error]>([
    [500, "once", true, UnknownOutcomeError],
    [408, "repeatable", true, UnknownOutcomeError],
    [302, "once", false, UnknownOutcomeError],
    [302, "read", false, UnexpectedAnswerError],
    [199, "read", false, UnexpectedAnswerError],
    [399, "read", false, UnexpectedAnswerError],
    [400, "once", true, ApiError],
    [500, "read", false, ApiError],
    [501, "once", false, ApiError],
  ])("%d of a call with effect %s", (status, effect, perhapsDone, kind) => {
    expect(outcome(answered(status), effect, perhapsDone).error).toBeInstanceOf(kind);
  });

  it("is not followed elsewhere", () => {
    expect(outcome(answered(302), "read").message).toMatch(
      /^Could not create the flow "a": the answer was 302, a redirection.* It was not followed, because the token would go along/,
    );
  });

  it.each([199, 300, 399])("is a redirection, or nothing that AEP documents: %d", (status) => {
    expect(outcome(answered(status, { id: "x" }), "read").message).toContain(
      `the answer was ${status}, a redirection`,
    );
  });

  it("is refused in AEP's words, with its code and request, and without secrets", () => {
    const problem = { type: "https://ns.adobe.com/aep/errors/XDM-1-400", title: "t", detail: "no canary" };
    const { error, message } = outcome(answered(400, problem, { "x-request-id": "r-1" }), "once", false, 3);
    expect(message).toMatch(
      /^Could not create the flow "a": AEP said "no \[redacted\]" \(XDM-1-400, request r-1\)\. Gave up after 3 attempts\. \S/,
    );
    expect(error).toMatchObject({
      status: 400,
      code: "XDM-1-400",
      requestId: "r-1",
      detail: "no [redacted]",
    });
    expect(outcome(answered(418)).message).toContain("AEP refused without an explanation (HTTP 418).");
  });

  it("is refused for the token, with what to do about it", () => {
    expect(outcome(answered(401)).message).toMatch(/ Renew the token\.$/);
    expect(outcome(answered(403)).message).not.toContain("Renew");
  });
});

describe("a refusal is quoted", () => {
  const detailOf = (body: unknown) => readRefusal(answered(400, body), (text) => text).detail;

  it.each([
    [{ report: { "detailed-message": "1" }, detail: "2" }, "1"],
    [{ detail: "2", errorMessage: "3" }, "2"],
    [{ errorMessage: "3", message: "4" }, "3"],
    [{ message: "4", description: "5" }, "4"],
    [{ description: "5", title: "6" }, "5"],
    [{ title: "6", other: "7" }, "6"],
    [{ other: "7" }, ""],
  ])("%j", (body, detail) => {
    expect(detailOf(body)).toBe(detail);
  });

  it("with the request's id from the body, else from the header, redacted and cut", () => {
    const id = (body: unknown, header?: string) =>
      readRefusal(answered(400, body, header === undefined ? {} : { "x-request-id": header }), WORDING.redact)
        .requestId;
    expect(id({ report: { "request-id": "1", registryRequestId: "2" } }, "3")).toBe("1");
    expect(id({ report: { registryRequestId: "2" } }, "3")).toBe("2");
    expect(id({}, "canary")).toBe("[redacted]");
    expect(id({}, "x".repeat(600))).toHaveLength(500);
    expect(id({})).toBeUndefined();
  });

  it("with the gateway's number before the service's code", () => {
    const code = (body: unknown) => readRefusal(answered(400, body), (text) => text).code;
    const type = "https://ns.adobe.com/aep/errors/XDM-1-400";
    expect(code({ error_code: "400001", type })).toBe("400001");
    expect(code({ type })).toBe("XDM-1-400");
    expect(code({ type: `${type}/more` })).toBeUndefined();
    expect(code("<html>")).toBeUndefined();
  });

  it("by its wording only where a service speaks, and not of what is missing or broken", () => {
    const reason = (status: number, body: unknown) =>
      readRefusal(answered(status, body), (text) => text).reason;
    const inUse = { title: "t", detail: "The field group is in use by 1 schema" };
    expect(reason(400, inUse)).toBe("stillReferenced");
    expect(reason(400, { ...inUse, title: undefined })).toBe("invalid");
    expect(reason(404, inUse)).toBe("notFound");
    expect(reason(500, inUse)).toBe("unavailable");
    expect(reason(499, inUse)).toBe("stillReferenced");
    expect(reason(400, { report: {}, detail: inUse.detail })).toBe("stillReferenced");
    expect(reason(400, { type: "x", detail: inUse.detail })).toBe("stillReferenced");
    expect(reason(599, "")).toBe("unavailable");
  });
});
