import {
  elements,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
  memberAt,
  text,
} from "../../emulator/json";
import { type ApiDocument, resolved } from "./documents";

/** A parameter of path, query or header, with its schema as the document writes it. */
export interface Parameter {
  readonly name: string;
  readonly required: boolean;
  readonly schema: JsonObject;
}

/** Schemas by media type; the value is undefined where the document shows none. */
export type Content = ReadonlyMap<string, Json | undefined>;

/** One operation of a document, the same for OpenAPI 3 and Swagger 2. */
export interface Operation {
  /** `flow-service createFlow` */
  readonly id: string;
  readonly document: ApiDocument;
  /** As the document writes it. */
  readonly source: Json;
  readonly method: string;
  /** Base path included, without a slash at the end. */
  readonly path: string;
  readonly pathParameters: readonly Parameter[];
  readonly query: readonly Parameter[];
  /** Names in lower case. */
  readonly headers: readonly Parameter[];
  /** undefined: the operation takes none. */
  readonly body: { readonly required: boolean; readonly content: Content } | undefined;
  /** By status, or `default`. */
  readonly answers: ReadonlyMap<string, Content>;
}

const methods = ["get", "post", "put", "patch", "delete"];

/** All operations of a document. */
export function operationsOf(document: ApiDocument): readonly Operation[] {
  const paths = document.root.paths;
  return entries(paths).flatMap(([template, item]) =>
    entries(item)
      .filter(([method]) => methods.includes(method))
      .map(([method, operation]) => read(document, method, template, item, operation)),
  );
}

/** Finds the operation that a request is for. */
export interface OperationFinder {
  readonly operations: readonly Operation[];
  find(method: string, path: string): FoundOperation | undefined;
}

/** An operation with the values of its path's parameters, decoded. */
export interface FoundOperation {
  readonly operation: Operation;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Where several templates match, that with the fewest parameters wins, as in OpenAPI's path rules. */
export function operationFinder(documents: readonly ApiDocument[]): OperationFinder {
  const operations = documents.flatMap(operationsOf);
  const patterns = operations
    .map((operation) => ({ operation, pattern: pathPattern(operation.path) }))
    .sort((left, right) => left.operation.pathParameters.length - right.operation.pathParameters.length);
  return {
    operations,
    find: (method, path) => {
      const bare = withoutSlash(path);
      for (const { operation, pattern } of patterns) {
        const match = operation.method === method ? pattern.exec(bare) : null;
        if (match !== null) {
          const values = match.slice(1).map(decoded);
          const names = parameterNames(operation.path);
          return {
            operation,
            parameters: Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""])),
          };
        }
      }
      return undefined;
    },
  };
}

function read(
  document: ApiDocument,
  method: string,
  template: string,
  item: Json,
  operation: Json,
): Operation {
  const declared = [...elements(member(item, "parameters")), ...elements(member(operation, "parameters"))]
    .map((parameter) => resolved(document, parameter))
    .filter(isJsonObject);
  const inPlace = (place: string) => declared.filter((each) => each.in === place).map(parameterOf);
  const path = withoutSlash(`${basePath(document)}${template}`);
  const named = inPlace("path");
  return {
    id: `${document.name} ${text(member(operation, "operationId")) ?? `${method} ${template}`}`,
    document,
    source: operation,
    method: method.toUpperCase(),
    path,
    // The template says which there are; not every document declares all of them.
    pathParameters: parameterNames(path).map(
      (name) => named.find((each) => each.name === name) ?? { name, required: true, schema: {} },
    ),
    query: inPlace("query"),
    headers: inPlace("header").map((each) => ({ ...each, name: each.name.toLowerCase() })),
    body: bodyOf(document, operation, declared),
    answers: answersOf(document, operation),
  };
}

function parameterOf(declared: JsonObject): Parameter {
  const { schema, name, required } = declared;
  // Swagger 2 writes type, enum and items beside the name.
  return {
    name: text(name) ?? "",
    required: required === true,
    schema: isJsonObject(schema) ? schema : declared,
  };
}

function bodyOf(document: ApiDocument, operation: Json, declared: readonly JsonObject[]): Operation["body"] {
  const body = resolved(document, member(operation, "requestBody"));
  if (body !== undefined) {
    return { required: member(body, "required") === true, content: contentOf(member(body, "content")) };
  }
  const parameter = declared.find((each) => each.in === "body");
  return parameter === undefined
    ? undefined
    : {
        required: parameter.required === true,
        content: withMediaTypes(mediaTypes(document, operation, "consumes"), parameter.schema),
      };
}

function answersOf(document: ApiDocument, operation: Json): Operation["answers"] {
  return new Map(
    entries(member(operation, "responses")).map(([status, response]) => {
      const answer = resolved(document, response);
      const content = member(answer, "content");
      const schema = member(answer, "schema");
      const found =
        content !== undefined
          ? contentOf(content)
          : schema === undefined
            ? new Map<string, Json | undefined>()
            : withMediaTypes(mediaTypes(document, operation, "produces"), schema);
      return [status, found];
    }),
  );
}

function contentOf(content: Json | undefined): Content {
  return new Map(entries(content).map(([type, media]) => [type.toLowerCase(), member(media, "schema")]));
}

function withMediaTypes(found: readonly string[], schema: Json | undefined): Content {
  return new Map(found.map((type) => [type, schema]));
}

/** Swagger 2 names media types for the operation or for all; where neither does, it is JSON of any kind. */
function mediaTypes(
  document: ApiDocument,
  operation: Json,
  keyword: "consumes" | "produces",
): readonly string[] {
  const named = [member(operation, keyword), document.root[keyword]].map((list) => elements(list));
  const found = named.find((list) => list.length > 0) ?? ["application/json"];
  return found.map((type) => String(type).toLowerCase());
}

function basePath({ root }: ApiDocument): string {
  const server = text(memberAt(elements(root.servers)[0], "url")) ?? text(root.basePath) ?? "";
  return withoutSlash(server.replace(/^(https?:)?\/\/[^/]+/, ""));
}

function pathPattern(path: string): RegExp {
  const literal = path.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
  return new RegExp(`^${literal.replace(/\{[^}]+\}/g, "([^/]+)")}$`);
}

function parameterNames(path: string): readonly string[] {
  return [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = ""]) => name);
}

function withoutSlash(path: string): string {
  return path.replace(/\/+$/, "");
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function entries(value: Json | undefined): readonly (readonly [string, Json])[] {
  return isJsonObject(value) ? Object.entries(value) : [];
}
