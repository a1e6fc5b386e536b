import { z } from "zod";
import { UnexpectedAnswerError, UnknownOutcomeError } from "../../../provider/api/errors";
import {
  createFlow,
  errorOf,
  FLOWS,
  json,
  type PlatformServer,
  readFlows,
  SECRET,
  startPlatform,
  testClient,
} from "./platform-server";

let platform: PlatformServer | undefined;
afterEach(() => platform?.close());

describe("an answer", () => {
  test("that is a web page says nothing about the object", async () => {
    platform = await startPlatform((request, response) => {
      if (request.path !== FLOWS) return "default";
      response.writeHead(404, { "Content-Type": "text/html" }).end("<html>Not found</html>");
      return "handled";
    });
    const error = await errorOf(testClient(platform.url).send(readFlows));
    expect(error).toMatchObject({ reason: "noRoute", detail: "" });
    expect(error.message).toContain("it says nothing about the object");
  });

  test.each<[string, string, string]>([
    ["of another shape", '{"id":7}', "id: Invalid input: expected string, received number"],
    ["that is no JSON", "<html>", "the answer is not JSON"],
    ["that is empty", "", "the body: Invalid input: expected object, received undefined"],
  ])("%s leaves it open whether a write was carried out", async (_name, text, fault) => {
    platform = await startPlatform((request, response) => {
      if (request.path !== FLOWS) return "default";
      response.writeHead(201, { "x-request-id": "r-1" }).end(text);
      return "handled";
    });
    const error = await errorOf(testClient(platform.url).send(createFlow));
    expect(error).toBeInstanceOf(UnknownOutcomeError);
    expect(error.message).toContain(
      `Tried to create the flow "Customer.io", and it is not known whether AEP did it: it answered 201 (request r-1), but ${fault}.`,
    );
    expect(platform.count(FLOWS)).toBe(1);
  });

  test.each<[string, string]>([
    ["a page of a proxy", "<html>"],
    ["cut short", '{"ok":tr'],
    ["of another shape", "[]"],
    ["empty", ""],
  ])("that is %s is asked for again where that does no harm", async (_name, text) => {
    platform = await startPlatform((request, response) => {
      if (request.path !== FLOWS || platform?.count(FLOWS) !== 1) return "default";
      response.writeHead(200).end(text);
      return "handled";
    });
    const call = { ...readFlows, answer: z.object({ ok: z.boolean() }) };
    expect(await testClient(platform.url).send(call)).toEqual({ ok: true });
    expect(platform.count(FLOWS)).toBe(2);
  });

  test("that is never understood is asked for six times", async () => {
    platform = await startPlatform((request, response) => {
      if (request.path !== FLOWS) return "default";
      response.writeHead(200).end("<html>");
      return "handled";
    });
    const error = await errorOf(testClient(platform.url).send(readFlows));
    expect(error).toBeInstanceOf(UnexpectedAnswerError);
    expect(error.message).toContain(
      "but the answer is not JSON. Gave up after 6 attempts. Its documentation",
    );
    expect(platform.count(FLOWS)).toBe(6);
  });

  test("that is quoted whole is masked, however the service writes JSON", async () => {
    const password = "pa=ss&wo'rd<1";
    platform = await startPlatform((request, response) => {
      if (request.path !== FLOWS) return "default";
      // By Gson, and by a service that escapes letters, too.
      const text = String.raw`{"said": "pa\u003dss\u0026wo\u0027rd\u003c1 and \u0070a=ss&wo'rd<1"}`;
      response.writeHead(400, { "Content-Type": "application/json" }).end(text);
      return "handled";
    });
    const client = testClient(platform.url).within(60, [password]);
    const { message } = await errorOf(client.send({ ...readFlows, quotesRefusal: true }));
    expect(message).toContain('Its whole answer: {"said":"[redacted] and [redacted]"}');
  });

  test("that quotes credentials is masked in the whole error", async () => {
    platform = await startPlatform((request, response) => {
      if (request.path !== FLOWS) return "default";
      const detail = `${SECRET} ${encodeURIComponent(SECRET)} ${request.headers.authorization} token-1`;
      json(response, 400, { title: "Bad", detail });
      return "handled";
    });
    const call = { ...readFlows, attempt: `list the flows of ${SECRET}` };
    const error = await errorOf(testClient(platform.url).send(call));
    expect(error.message).toContain('AEP said "[redacted] [redacted] Bearer [redacted] [redacted]"');
    expect(`${error.message}${error.stack}${JSON.stringify(error)}`).not.toMatch(/canary|token-1/);
  });
});
