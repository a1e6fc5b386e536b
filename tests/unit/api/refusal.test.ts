import type { Reason } from "../../../provider/api/errors";
import { readRefusal, refusesToken } from "../../../provider/api/refusal";
import type { HttpAnswer } from "../../../provider/api/transport";

function answer(status: number, body: unknown, requestId: string | null = null): HttpAnswer {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { kind: "answered", status, text, header: (name) => (name === "x-request-id" ? requestId : null) };
}

const unchanged = (text: string) => text;

function flow(code: string, status: number) {
  return answer(status, {
    type: `https://ns.adobe.com/aep/errors/${code}`,
    title: "Title",
    status,
    report: { "detailed-message": "What happened", "request-id": "r-1" },
    errorMessage: "What happened",
  });
}

function registry(code: string, status: number, detail = "What happened") {
  return answer(status, {
    type: `http://ns.adobe.com/aep/errors/${code}`,
    title: "Title",
    status,
    report: { registryRequestId: "r-2", "detailed-message": detail },
    detail,
  });
}

describe("the reason of a refusal", () => {
  test.each<[string, HttpAnswer, Reason]>([
    ["FLOW-1439 with the status of its table", flow("FLOW-1439-400", 400), "notFound"],
    ["FLOW-1439 with the status of its body", flow("FLOW-1439-404", 404), "notFound"],
    ["FLOW-1101", flow("FLOW-1101-404", 404), "notFound"],
    ["a JSON 404 of the Schema Registry", registry("XDM-1012-404", 404), "notFound"],
    [
      "a JSON 404 of Catalog",
      answer(404, { type: "/placeholder/type/uri", status: 404, title: "NotFoundError", detail: "x" }),
      "notFound",
    ],
    ["an HTML 404", answer(404, "<html>404</html>"), "noRoute"],
    ["an empty 404", answer(404, ""), "noRoute"],
    ["the gateway's 404", answer(404, { error_code: "404000", message: "x" }), "noRoute"],
    ["some proxy's JSON 404", answer(404, { error: "Not Found", statusCode: 404 }), "noRoute"],
    ["an unknown sandbox, which is no missing object", flow("FLOW-2100-404", 404), "denied"],
    ["active flows", flow("FLOW-1447-400", 400), "stillReferenced"],
    ["flows of an account", flow("FLOW-1418-400", 400), "stillReferenced"],
    [
      "a field group in use, code not documented",
      registry("XDM-9999-400", 400, "The field group is in use by 1 schema"),
      "stillReferenced",
    ],
    ["a missing object that is referenced", registry("XDM-1012-404", 404, "Referenced by x"), "notFound"],
    ...[1416, 1417, 1420, 1421, 1457, 1458].map((code): [string, HttpAnswer, Reason] => [
      `state ${code}`,
      flow(`FLOW-${code}-400`, 400),
      "transitional",
    ]),
    ["an old etag", flow("FLOW-1404-412", 412), "preconditionFailed"],
    ["1404 of the sources layer", flow("FLOW-1404-400", 400), "invalid"],
    ["a missing If-Match", flow("FLOW-1403-400", 400), "invalid"],
    ["a title", registry("XDM-1521-400", 400), "titleTaken"],
    [
      "a bad token",
      answer(401, { error_code: "401013", message: "Oauth token is not valid" }),
      "unauthorized",
    ],
    [
      "a missing token",
      answer(403, { error_code: "403010", message: "Oauth token is missing." }),
      "unauthorized",
    ],
    ["a wrong client", answer(403, { error_code: "403003", message: "Api Key is invalid" }), "denied"],
    [
      "a wrong organization",
      answer(403, { error_code: "403025", message: "Profile is not valid" }),
      "denied",
    ],
    ["an HTML 403", answer(403, "<html>"), "denied"],
    ["405", answer(405, ""), "methodNotAllowed"],
    ["501", answer(501, ""), "methodNotAllowed"],
    ["429", answer(429, ""), "throttled"],
    ["503", answer(503, "<html>"), "unavailable"],
    ["507", answer(507, ""), "unavailable"],
    ["418", answer(418, ""), "unknown"],
    [
      "a code that is a member of every object",
      answer(418, { error_code: "constructor", message: "x" }),
      "unknown",
    ],
  ])("%s", (_name, refused, reason) => {
    const refusal = readRefusal(refused, unchanged);
    expect(refusal.reason).toBe(reason);
    expect(refusal.hint).toMatch(/\.$/);
  });
});

describe("what is quoted", () => {
  test("code, detail and request id of each documented body", () => {
    expect(readRefusal(flow("FLOW-1447-400", 400), unchanged)).toMatchObject({
      code: "FLOW-1447-400",
      detail: "What happened",
      requestId: "r-1",
    });
    expect(readRefusal(registry("XDM-1521-400", 400), unchanged)).toMatchObject({
      code: "XDM-1521-400",
      detail: "What happened",
      requestId: "r-2",
    });
    expect(
      readRefusal(answer(403, { error_code: "403025", message: "Profile is not valid" }, "r-3"), unchanged),
    ).toMatchObject({
      code: "403025",
      detail: "Profile is not valid",
      requestId: "r-3",
    });
    expect(readRefusal(answer(400, { title: "BadRequestError", status: 400 }), unchanged).detail).toBe(
      "BadRequestError",
    );
  });

  test("nothing of a body that is not documented", () => {
    const refusal = readRefusal(answer(500, { stack: "internal", secret: "canary" }), unchanged);
    expect(refusal.detail).toBe("");
    expect(JSON.stringify(refusal)).not.toContain("canary");
    expect(readRefusal(answer(502, "<html>canary</html>"), unchanged).detail).toBe("");
  });

  test("at most 500 characters, redacted before they are cut", () => {
    const secret = "canary-secret";
    const detail = `${"x".repeat(495)}${secret}`;
    const refusal = readRefusal(registry("XDM-1-400", 400, detail), (text) =>
      text.replaceAll(secret, "[redacted]"),
    );
    expect(refusal.detail).toBe(`${"x".repeat(495)}[reda`);
  });
});

test.each<[number, unknown, boolean]>([
  [401, "", true],
  [403, { error_code: "403010" }, true],
  [403, { error_code: "403025" }, false],
  [403, "<html>", false],
  [400, { error_code: "403010" }, false],
])("status %d with %j: the token is refused: %s", (status, body, expected) => {
  expect(refusesToken(answer(status, body))).toBe(expected);
});
