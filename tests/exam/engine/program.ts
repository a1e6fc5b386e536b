import { createHash } from "node:crypto";
import type { Properties } from "../../support/provider-client";

/** A value that another resource of the program has once it is made: its `id`, or one of its outputs. */
export class Reference {
  constructor(
    readonly resource: string,
    readonly output: string = "id",
  ) {}
}

/** One resource of a program. Inputs are plain values, with {@link Reference}s anywhere inside. */
export interface Declaration {
  /** Unique in the program. */
  readonly name: string;
  /** Its handler in `pulumi-aep/v1`: `sourceConnection`. */
  readonly kind: string;
  readonly inputs: Properties;
}

/** What a user's program declares, in its order: what is referred to stands before who refers to it. */
export type Program = readonly Declaration[];

/** Names of the resources that a value refers to. */
export function referencedBy(value: unknown): readonly string[] {
  const found = new Set<string>();
  visit(value, (reference) => {
    found.add(reference.resource);
    return undefined;
  });
  return [...found];
}

/** The inputs as the engine sends them: references resolved, and with the owner key that the classes add. */
export function resolvedInputs(
  { name, kind, inputs }: Declaration,
  stack: string,
  resolve: (reference: Reference) => unknown,
): Properties {
  const owner = createHash("sha256")
    .update(JSON.stringify(["exam", stack, kind, name]))
    .digest("hex");
  return { ...withoutReferences(inputs, resolve), __owner: owner.slice(0, 16) };
}

export function withoutReferences(
  inputs: Properties,
  resolve: (reference: Reference) => unknown,
): Properties {
  return visit(inputs, resolve) as Properties;
}

function visit(value: unknown, resolve: (reference: Reference) => unknown): unknown {
  if (value instanceof Reference) return resolve(value);
  if (Array.isArray(value)) return value.map((member) => visit(member, resolve));
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, visit(member, resolve)]));
}
