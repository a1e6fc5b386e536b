import type { z } from "zod";
import { isJsonObject, type Json, type JsonObject } from "../json";
import { repeatedMember } from "./repeated-member";
import type { Exchange, Problem } from "./service";

/** Deeper documents are refused: nothing that the platform stores comes near, and recursion stays safe. */
const deepest = 100;

type Refuse = (detail: string) => Problem;

/** The request's body as JSON. Throws the given problem for anything else. */
export function jsonBody(exchange: Exchange, refuse: Refuse): Json {
  const { body } = exchange.request;
  if (body === undefined || body.length === 0) {
    exchange.assume("malformedBody");
    throw refuse("The request body is empty.");
  }
  const text = body.toString("utf8");
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    exchange.assume("malformedBody");
    throw refuse(`The request body is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const flaw = flawOf(parsed, 0) ?? repetitionIn(text);
  if (flaw !== undefined) {
    exchange.assume("malformedBody");
    throw refuse(flaw);
  }
  return parsed as Json;
}

/** A body together with what its declared shape says about it. */
export interface ShapedBody<Shape> {
  /** As it was sent. */
  readonly sent: JsonObject;
  readonly shape: Shape;
}

/** The request's body as an object of the given shape; members that the shape does not name are kept. */
export function shapedBody<Shape>(
  exchange: Exchange,
  shape: z.ZodType<Shape>,
  refuse: Refuse,
): ShapedBody<Shape> {
  const sent = jsonBody(exchange, refuse);
  const parsed = shape.safeParse(sent);
  if (!isJsonObject(sent) || !parsed.success) {
    exchange.assume("malformedBody");
    throw refuse(parsed.success ? "The request body is not a JSON object." : sentence(parsed.error));
  }
  return { sent, shape: parsed.data };
}

function repetitionIn(text: string): string | undefined {
  const name = repeatedMember(text);
  return name === undefined ? undefined : `The request body has the member "${name}" twice in one object.`;
}

function sentence(error: z.ZodError): string {
  return error.issues
    .map((issue) => {
      const path = issue.path.map(String).join(".");
      return path === "" ? issue.message : `${path}: ${issue.message}`;
    })
    .join("; ");
}

function flawOf(value: unknown, depth: number): string | undefined {
  if (typeof value !== "object" || value === null) {
    return undefined;
  }
  if (depth >= deepest) {
    return `The request body is nested more than ${deepest} levels deep.`;
  }
  if (Object.hasOwn(value, "__proto__")) {
    return 'The request body has a member named "__proto__".';
  }
  for (const inner of Array.isArray(value) ? value : Object.values(value)) {
    const flaw = flawOf(inner, depth + 1);
    if (flaw !== undefined) {
      return flaw;
    }
  }
  return undefined;
}
