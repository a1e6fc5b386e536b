import type { Json } from "../../emulator/json";
import { deliberatelyBadHeader } from "../support/recording";
import type { ApiDocument } from "./documents";
import { type Content, type FoundOperation, type Operation, operationFinder } from "./operations";
import type { Exchange } from "./recordings";
import { type SchemaFlaw, Schemas } from "./schemas";

/** One way in which an exchange differs from the specification. */
export interface Violation {
  /** As {@link Operation.id}; for a path that no operation has, its method and path without ids. */
  readonly operation: string;
  /** `request body /*\/op enum`, `answer status 404`, … What a waiver names. */
  readonly where: string;
  readonly message: string;
  readonly exchange: Exchange;
}

/** What became of one exchange. */
export interface Judgement {
  /** undefined: no specification has it. */
  readonly operation: Operation | undefined;
  readonly leftOut: "deliberately bad" | undefined;
  /** false: a fault made the answer, or there was none. */
  readonly answered: boolean;
  readonly violations: readonly Violation[];
}

export interface Judge {
  readonly operations: readonly Operation[];
  judge(exchange: Exchange): Judgement;
}

const byProvider = /^pulumi-aep\//;

/** Whether the exchange was the provider's, which sends nothing but what the contract allows. */
export function isOfProvider(exchange: Exchange): boolean {
  return byProvider.test(exchange.headers["user-agent"] ?? "");
}

/**
 * Judges exchanges by the documents. Requests are judged where the provider sent them, and where they were accepted:
 * what the emulator takes, the platform has to take as well. Every answer is judged that the emulator made by itself.
 */
export function judgeBy(documents: readonly ApiDocument[]): Judge {
  const finder = operationFinder(documents);
  const schemas = new Map(documents.map((document) => [document, new Schemas(document)]));
  return {
    operations: finder.operations,
    judge: (exchange) => {
      const found = finder.find(exchange.method, exchange.path);
      const answered = exchange.status !== null && exchange.answerHeaders["x-emulator-fault"] === undefined;
      if (exchange.headers[deliberatelyBadHeader] !== undefined) {
        return { operation: found?.operation, leftOut: "deliberately bad", answered, violations: [] };
      }
      const accepted = answered && (exchange.status ?? 0) < 300;
      const judgesRequest = accepted || isOfProvider(exchange);
      if (found === undefined) {
        const violations = judgesRequest ? [withoutOperation(exchange)] : [];
        return { operation: undefined, leftOut: undefined, answered, violations };
      }
      const judging = schemas.get(found.operation.document);
      const flaws =
        judging === undefined
          ? []
          : [
              ...(judgesRequest ? requestFlaws(judging, found, exchange) : []),
              ...(answered ? answerFlaws(judging, found.operation, exchange) : []),
            ];
      const violations = flaws.map((flaw) => ({ operation: found.operation.id, exchange, ...flaw }));
      return { operation: found.operation, leftOut: undefined, answered, violations };
    },
  };
}

type Flaw = Pick<Violation, "where" | "message">;

function withoutOperation(exchange: Exchange): Violation {
  const path = exchange.path.replace(/\/[0-9a-f]{24,}|\/[0-9a-f-]{36}|\/[^/]*%3A[^/]*/gi, "/{id}");
  return {
    operation: `${exchange.method} ${path}`,
    where: "request operation",
    message: "No specification has this operation.",
    exchange,
  };
}

function requestFlaws(schemas: Schemas, found: FoundOperation, exchange: Exchange): readonly Flaw[] {
  const { operation, parameters } = found;
  const headers = Object.entries(exchange.headers).map(([name, value]) => [
    name,
    [withoutParameters(name, value)],
  ]);
  const inPath = Object.entries(parameters).map(([name, value]) => [name, [value]]);
  return [
    ...placed(
      "request path",
      schemas.flawsOfParameters(operation.pathParameters, Object.fromEntries(inPath), true),
    ),
    ...placed("request query", schemas.flawsOfParameters(operation.query, exchange.query, true)),
    ...placed(
      "request header",
      schemas.flawsOfParameters(operation.headers, Object.fromEntries(headers), false),
    ),
    ...requestBodyFlaws(schemas, operation, exchange),
  ];
}

function requestBodyFlaws(schemas: Schemas, operation: Operation, exchange: Exchange): readonly Flaw[] {
  const { body } = exchange;
  if (operation.body === undefined) {
    return body === null ? [] : [{ where: "request body undeclared", message: "There is a body." }];
  }
  if (body === null) {
    return operation.body.required ? [{ where: "request body required", message: "There is no body." }] : [];
  }
  const type = exchange.headers["content-type"] ?? "";
  return bodyFlaws("request", operation.body.content, type, (schema) =>
    schemas.flawsOfBody(schema, "request", body),
  );
}

function answerFlaws(schemas: Schemas, operation: Operation, exchange: Exchange): readonly Flaw[] {
  const status = String(exchange.status);
  const content = operation.answers.get(status) ?? operation.answers.get("default");
  if (content === undefined) {
    const documented = [...operation.answers.keys()].join(", ");
    return [{ where: `answer status ${status}`, message: `Documented are ${documented}.` }];
  }
  const { answerBody: body } = exchange;
  if (content.size === 0) {
    return status === "204" && body !== null
      ? [{ where: "answer body undeclared", message: "There is a body." }]
      : [];
  }
  const type = exchange.answerHeaders["content-type"] ?? "";
  return bodyFlaws(`answer ${status}`, content, type, (schema) =>
    schemas.flawsOfBody(schema, "answer", body),
  );
}

function bodyFlaws(
  side: string,
  content: Content,
  contentType: string,
  judge: (schema: Json) => readonly SchemaFlaw[],
): readonly Flaw[] {
  const type = withoutParameters("content-type", contentType);
  const schema = content.get(type) ?? content.get("*/*");
  if (schema === undefined) {
    const declared = [...content.keys()].join(", ");
    return content.has(type)
      ? []
      : [{ where: `${side} content type ${type}`, message: `Documented are ${declared}.` }];
  }
  return placed(`${side} body`, judge(schema));
}

function placed(place: string, flaws: readonly SchemaFlaw[]): readonly Flaw[] {
  return flaws.map(({ pointer, rule, message }) => ({
    where: [place, pointer, rule].filter((part) => part !== "").join(" "),
    message,
  }));
}

/** A media type without its character set and the like; the Accept header of the Schema Registry keeps its version. */
function withoutParameters(header: string, value: string): string {
  return header === "content-type" ? (value.split(";")[0] ?? "").trim().toLowerCase() : value;
}
