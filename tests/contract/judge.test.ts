import { judgeBy } from "./judge";
import type { Exchange } from "./recordings";
import { verdictOn } from "./verdict";

/** A document of the tests' own, so that the judge is tested where Adobe's are missing. */
const library = {
  name: "library",
  root: {
    openapi: "3.0.1",
    servers: [{ url: "//{environment}.example.com/data/library" }],
    paths: {
      "/books": {
        post: {
          operationId: "createBook",
          parameters: [
            { name: "x-sandbox-name", in: "header", required: true, schema: { type: "string" } },
            { name: "dry", in: "query", schema: { type: "boolean" } },
            {
              name: "tag",
              in: "query",
              schema: { type: "array", items: { type: "string", enum: ["a", "b"] } },
            },
          ],
          requestBody: {
            required: true,
            content: { "application/json": { schema: { $ref: "#/components/schemas/Book" } } },
          },
          responses: {
            201: { content: { "application/json": { schema: { $ref: "#/components/schemas/Book" } } } },
            400: { description: "Bad request" },
          },
        },
      },
      "/books/{ID}": {
        get: {
          operationId: "retrieveBook",
          parameters: [
            { name: "ID", in: "path", required: true, schema: { type: "string", pattern: "^[0-9a-f]+$" } },
          ],
          responses: {
            200: { content: { "application/json": { schema: { $ref: "#/components/schemas/Book" } } } },
          },
        },
        delete: { operationId: "deleteBook", responses: { 204: { description: "Gone" } } },
      },
      "/books/count": { get: { operationId: "countBooks", responses: { 200: { description: "A number" } } } },
    },
    components: {
      schemas: {
        Book: {
          type: "object",
          required: ["id", "title"],
          properties: {
            id: { type: "string", readOnly: true },
            title: { type: "string" },
            subtitle: { type: "string", nullable: true },
            authors: { type: "array", items: { $ref: "#/components/schemas/Author" } },
          },
          example: { $id: "https://example.com/not-the-id-of-a-schema" },
        },
        Author: {
          type: "object",
          properties: { born: { type: "integer", minimum: 0, exclusiveMinimum: true } },
        },
      },
    },
  },
} as const;

/** The same in the older version of the format. */
const archive = {
  name: "archive",
  root: {
    swagger: "2.0",
    basePath: "/archive",
    produces: ["application/json"],
    paths: {
      "/boxes": {
        parameters: [{ name: "Accept", in: "header", required: true, type: "string" }],
        put: {
          operationId: "putBox",
          parameters: [
            { name: "size", in: "query", type: "integer" },
            { name: "body", in: "body", required: true, schema: { $ref: "#/definitions/Box" } },
          ],
          responses: { 200: { schema: { $ref: "#/definitions/Box" } } },
        },
      },
    },
    definitions: { Box: { type: "object", required: ["label"], properties: { label: { type: "string" } } } },
  },
} as const;

const judge = judgeBy([library, archive]);

const json = { "content-type": "application/json; charset=utf-8" };

function exchange(changes: Partial<Exchange>): Exchange {
  return {
    suite: "judge.test.ts",
    method: "POST",
    path: "/data/library/books",
    query: {},
    headers: { "x-sandbox-name": "dev", ...json },
    body: { title: "Emma" },
    status: 201,
    answerHeaders: json,
    answerBody: { id: "1", title: "Emma", subtitle: null, authors: [{ born: 1775 }] },
    ...changes,
  };
}

const wheres = (changes: Partial<Exchange>) =>
  judge.judge(exchange(changes)).violations.map(({ operation, where }) => `${operation}: ${where}`);

test("an exchange that keeps to the document has no violations", () => {
  expect(wheres({})).toEqual([]);
  expect(wheres({ query: { dry: ["true"], tag: ["a", "b"] } })).toEqual([]);
  expect(wheres({ path: "/data/library/books/" })).toEqual([]);
});

test.each<[string, Partial<Exchange>, string[]]>([
  ["an unknown parameter", { query: { sort: ["x"] } }, ["request query additionalProperties sort"]],
  ["a parameter of another type", { query: { dry: ["perhaps"] } }, ["request query /dry type boolean"]],
  ["an element of another value", { query: { tag: ["a", "c"] } }, ["request query /tag/* enum"]],
  ["a missing header", { headers: json }, ["request header required x-sandbox-name"]],
  ["a missing body", { body: null }, ["request body required"]],
  ["a missing member of the body", { body: { subtitle: "x" } }, ["request body required title"]],
  [
    "a body of another media type",
    { headers: { "x-sandbox-name": "dev", "content-type": "text/csv" } },
    ["request content type text/csv"],
  ],
  [
    "an exclusive bound",
    { body: { title: "x", authors: [{ born: 0 }] } },
    ["request body /authors/*/born exclusiveMinimum"],
  ],
  ["a status that is not documented", { status: 202 }, ["answer status 202"]],
  [
    "a missing member of the answer, read-only or not",
    { answerBody: { title: "x" } },
    ["answer 201 body required id"],
  ],
  [
    "an answer of another media type",
    { answerHeaders: { "content-type": "text/html" } },
    ["answer 201 content type text/html"],
  ],
])("%s is a violation", (_name, changes, expected) => {
  expect(wheres(changes)).toEqual(expected.map((where) => `library createBook: ${where}`));
});

test("operations are found by the template with the fewest parameters, and their path is judged", () => {
  const get = { method: "GET", headers: {}, body: null, status: 200, answerBody: { id: "1", title: "x" } };
  expect(judge.judge(exchange({ ...get, path: "/data/library/books/count" })).operation?.id).toBe(
    "library countBooks",
  );
  expect(wheres({ ...get, path: "/data/library/books/ab12" })).toEqual([]);
  expect(wheres({ ...get, path: "/data/library/books/xyz" })).toEqual([
    "library retrieveBook: request path /ID pattern",
  ]);
  expect(wheres({ ...get, path: "/data/library/shelves/69c1aaaaaaaaaaaaaaaaaaaa" })).toEqual([
    "GET /data/library/shelves/{id}: request operation",
  ]);
  const gone = { ...get, method: "DELETE", path: "/data/library/books/ab12", status: 204 };
  expect(wheres({ ...gone, answerBody: null })).toEqual([]);
  expect(wheres(gone)).toEqual(["library deleteBook: answer body undeclared"]);
});

test("Swagger 2 is judged like OpenAPI 3", () => {
  const put = { method: "PUT", path: "/archive/boxes", status: 200, headers: { accept: "*/*", ...json } };
  expect(wheres({ ...put, body: { label: "x" }, answerBody: { label: "x" } })).toEqual([]);
  expect(
    wheres({ ...put, headers: json, query: { size: ["big"] }, body: {}, answerBody: { label: 1 } }),
  ).toEqual([
    "archive putBox: request query /size type integer",
    "archive putBox: request header required accept",
    "archive putBox: request body required label",
    "archive putBox: answer 200 body /label type string",
  ]);
});

test("refused requests are judged where the provider sent them, answers of faults and bad requests never", () => {
  const refused = { body: { title: 1 }, status: 400, answerBody: { anything: 1 } };
  const provider = { ...exchange({}).headers, "user-agent": "pulumi-aep/0.1.0" };
  expect(wheres(refused)).toEqual([]);
  expect(wheres({ ...refused, headers: provider })).toEqual([
    "library createBook: request body /title type string",
  ]);
  expect(wheres({ status: null, answerBody: null, body: {}, headers: provider })).toEqual([
    "library createBook: request body required title",
  ]);
  expect(wheres({ status: 503, answerHeaders: { ...json, "x-emulator-fault": "answer" } })).toEqual([]);
  expect(
    wheres({ ...refused, status: 202, headers: { ...provider, "x-test-deliberately-bad": "why" } }),
  ).toEqual([]);
});

test("a waiver takes one difference at one operation; one that nothing needs is told", () => {
  const waiver = {
    operations: ["library createBook", "library retrieveBook"],
    where: /^answer status 2/,
    reason: "",
    source: "",
  };
  const exchanges = [
    exchange({ status: 202 }),
    exchange({ status: 203 }),
    exchange({ status: 302 }),
    exchange({ status: 302 }),
  ];
  const verdict = verdictOn(exchanges, judge, [waiver]);
  expect(verdict.differences).toEqual([
    expect.objectContaining({ operation: "library createBook", where: "answer status 302", times: 2 }),
  ]);
  expect(verdict.unusedWaivers).toEqual(["library retrieveBook: /^answer status 2/"]);
  const everything = { ...waiver, operations: ["library *"], where: /./ };
  expect(verdictOn(exchanges, judge, [everything])).toMatchObject({
    differences: [],
    unusedWaivers: [],
    judged: 4,
  });
});

test("coverage counts operations and documented answers, and what the provider got something good from", () => {
  const provider = { ...exchange({}).headers, "user-agent": "pulumi-aep/0.1.0" };
  const { coverage } = verdictOn(
    [
      exchange({ headers: provider }),
      exchange({ status: 418 }),
      exchange({ method: "GET", path: "/data/library/books/1", headers: provider, status: 404 }),
    ],
    judge,
    [],
  );
  expect(coverage.calledByProvider()).toEqual(["library createBook"]);
  expect(
    coverage
      .lines()
      .slice(0, 4)
      .map((line) => line.replace(/ +/g, " ")),
  ).toEqual([
    "library: 2 of 4 operations, 1 of 5 documented answers",
    " createBook 201 418*",
    " retrieveBook 404*",
    " never called: deleteBook, countBooks",
  ]);
});
