import {
  elements,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
  text,
} from "../../emulator/json";
import { type ApiDocument, resolved } from "./documents";
import type { Operation } from "./operations";

/** A request body that a specification shows. */
export interface RequestExample {
  readonly operation: Operation;
  readonly mediaType: string;
  /** Which of the operation's examples. */
  readonly name: string;
  readonly body: Json;
}

/** All request bodies that the documents of the operations show: named, of a media type, or of the schema. */
export function requestExamples(operations: readonly Operation[]): readonly RequestExample[] {
  return operations.flatMap((operation) =>
    [...(operation.body?.content ?? [])].flatMap(([mediaType, schema]) => {
      const shown = shownInContent(operation, mediaType);
      const ofSchema = exampleOf(operation.document, schema);
      const all = ofSchema === undefined ? shown : [...shown, { name: "schema", body: ofSchema }];
      return all.map((example) => ({ operation, mediaType, ...example }));
    }),
  );
}

/** The example of a schema: its own, or what the examples of its members make up; undefined where there is none. */
export function exampleOf(document: ApiDocument, schema: Json | undefined): Json | undefined {
  const own = resolved(document, schema);
  if (!isJsonObject(own)) {
    return undefined;
  }
  if (own.example !== undefined) {
    return own.example;
  }
  const parts = elements(own.allOf).map((part) => exampleOf(document, part));
  const members = isJsonObject(own.properties) ? membersOf(document, own.properties) : undefined;
  const objects = [...parts, members].filter(isJsonObject);
  if (objects.length > 0) {
    return Object.assign({}, ...objects) as JsonObject;
  }
  const item = own.type === "array" ? exampleOf(document, own.items) : undefined;
  return item === undefined ? undefined : [item];
}

function membersOf(document: ApiDocument, properties: JsonObject): JsonObject | undefined {
  const members = Object.entries(properties).flatMap(([name, schema]) => {
    const example = exampleOf(document, schema);
    return example === undefined ? [] : [[name, example] as const];
  });
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

function shownInContent(
  { document, source }: Operation,
  mediaType: string,
): readonly { readonly name: string; readonly body: Json }[] {
  const media = member(member(resolved(document, member(source, "requestBody")), "content"), mediaType);
  const single = member(media, "example");
  const named = member(media, "examples");
  return [
    ...(single === undefined ? [] : [{ name: "example", body: single }]),
    ...Object.entries(isJsonObject(named) ? named : {}).flatMap(([name, example]) => {
      const body = member(resolved(document, example), "value");
      return body === undefined ? [] : [{ name, body }];
    }),
  ];
}

/** The same value with every text and member name replaced as told. */
export function withTexts(
  value: Json,
  replace: (found: string, memberName: string) => Json,
  name = "",
): Json {
  if (typeof value === "string") {
    return replace(value, name);
  }
  if (isJsonArray(value)) {
    return value.map((element) => withTexts(element, replace, name));
  }
  if (!isJsonObject(value)) {
    return value;
  }
  const entries = Object.entries(value).map(([key, inner]) => [
    text(replace(key, "")) ?? key,
    withTexts(inner, replace, key),
  ]);
  return Object.fromEntries(entries) as JsonObject;
}
