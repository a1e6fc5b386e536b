import type { Location } from "../api/settings";
import type { Json } from "../api/values";
import { writeRecorded } from "../lifecycle/recorded";
import { withPending } from "../lifecycle/settle";
import { ownerKey, providerCode, typeToken } from "../resources/registration";
import { handlerOf } from "./exported-kinds";
import type { Declaration } from "./plan";

/** A resource for `pulumi import --file`, which takes inputs and outputs as they are and reads nothing. */
export interface ImportedResource {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly inputs: Readonly<Record<string, Json>>;
  readonly outputs: Readonly<Record<string, Json>>;
}

/** The stack that objects are imported into, and where they live. */
export interface Destination {
  readonly project: string;
  readonly stack: string;
  readonly location: Location;
}

/** What a stack records once it holds the object: the same as if the program had made it. */
export function importedResource(
  { kind, id, args, live, resourceName }: Declaration,
  { project, stack, location }: Destination,
): ImportedResource {
  const __provider = providerCode(handlerOf(kind));
  const hidden = {
    __owner: ownerKey({ project, stack, parentTypes: [], kind: kind.name, name: resourceName }),
  };
  const recorded = withPending(kind, {
    args,
    hidden,
    outputs: kind.outputs(live, id),
    location,
    pending: [],
  });
  return {
    type: typeToken(kind.name),
    name: resourceName,
    id,
    inputs: { ...args, ...hidden, __provider },
    outputs: { ...writeRecorded(recorded), __provider },
  };
}

export function printImportFile(declarations: readonly Declaration[], destination: Destination): string {
  const resources = declarations.map((each) => importedResource(each, destination));
  return `${JSON.stringify({ resources }, null, 2)}\n`;
}
