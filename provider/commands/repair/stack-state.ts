import { readdir } from "node:fs/promises";
import { z } from "zod";
import { type JsonObject, toJsonObject } from "../../api/values";
import { askPulumi } from "../ask-pulumi";
import { type Locks, locksOf } from "./locks";

const properties = z
  .record(z.string(), z.unknown())
  .default({})
  .transform((value): JsonObject => toJsonObject(value));

const resource = z.object({
  urn: z.string(),
  type: z.string(),
  id: z.string().optional(),
  /** Replaced, and still to be deleted. */
  delete: z.boolean().default(false),
  inputs: properties,
  outputs: properties,
});

/** What `pulumi stack export` writes, as far as it is of use here (apitype.DeploymentV3). */
const exported = z.object({
  deployment: z.object({
    manifest: z.object({ time: z.string() }),
    resources: z.array(resource).default([]),
    pending_operations: z.array(z.object({ resource, type: z.string() })).default([]),
  }),
});

/** A resource as the stack records it; secrets are encrypted. */
export type RecordedResource = z.infer<typeof resource>;

/** An operation that was begun, and of whose end the engine knows nothing: `creating`, `updating`, `deleting` … */
export type PendingOperation = z.infer<typeof exported>["deployment"]["pending_operations"][number];

export interface StackState {
  /** `organization/customerio/dev` */
  readonly name: string;
  /** When the state was saved last, by this computer's clock, ms. */
  readonly savedAt: number;
  readonly resources: readonly RecordedResource[];
  readonly pending: readonly PendingOperation[];
  readonly locks: Locks;
}

/**
 * The state of the selected stack of a folder, or of a named one; `undefined` where the folder has no Pulumi program and
 * no stack is named. Reads only.
 * @throws PulumiError
 */
export async function readStackState(
  folder: string,
  stack: string | undefined,
): Promise<StackState | undefined> {
  if (stack === undefined && !(await readdir(folder)).some((name) => /^Pulumi\.ya?ml$/.test(name))) return;
  const named = stack === undefined ? [] : ["--stack", stack];
  const [text, shown, whoami] = await Promise.all([
    askPulumi(folder, ["stack", "export", ...named]),
    askPulumi(folder, ["stack", "--show-name", "--fully-qualify-stack-names", ...named]),
    askPulumi(folder, ["whoami", "--verbose", "--json"]),
  ]);
  const name = shown.trim();
  const { url } = z.object({ url: z.string() }).parse(JSON.parse(whoami));
  return { name, ...readExport(text), locks: await locksOf(url, name) };
}

/** @param text what `pulumi stack export` writes */
export function readExport(text: string): Pick<StackState, "savedAt" | "resources" | "pending"> {
  const { manifest, resources, pending_operations: pending } = exported.parse(JSON.parse(text)).deployment;
  return { savedAt: Date.parse(manifest.time), resources, pending };
}
