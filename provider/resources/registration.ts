import { createHash } from "node:crypto";

/** How the resources of this package are registered with the engine. What is here stands in the state of every stack. */

export function typeToken(kindName: string): string {
  return `pulumi-nodejs:dynamic/aep:${kindName}`;
}

/** The line of code that the engine runs for a resource; `handler` is a name of `v1.ts`. */
export function providerCode(handler: string): string {
  return `exports.handler = () => require("pulumi-aep/v1").${handler};`;
}

/**
 * Tells a resource from its like in this stack and in others, since no URN reaches a dynamic provider. It stands for what
 * a URN says: two components may have children of one kind and name.
 */
export function ownerKey(resource: {
  readonly project: string;
  readonly stack: string;
  /** Types of the components around it, the outermost first. */
  readonly parentTypes: readonly string[];
  readonly kind: string;
  readonly name: string;
}): string {
  const { project, stack, parentTypes, kind, name } = resource;
  return digest([project, stack, ...parentTypes, kind, name]);
}

/** Tells what one stack wanted made from what others did, where a state that was not saved tells nothing. */
export function stackKey({ project, stack }: { readonly project: string; readonly stack: string }): string {
  return digest([project, stack]);
}

function digest(identity: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 16);
}
