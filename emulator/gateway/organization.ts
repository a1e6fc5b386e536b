import { createHash } from "node:crypto";

/** The tenant id of every organization: that of Adobe's Customer.io tutorial. */
export const tenantId = "extconndev";

/** A sandbox that every organization has. */
export interface Sandbox {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly type: "production" | "development";
  readonly isDefault: boolean;
}

const sandboxes = [
  { name: "prod", title: "Prod", type: "production", isDefault: true },
  { name: "dev", title: "Development", type: "development", isDefault: false },
] as const;

export const defaultSandboxName = "prod";

export function sandboxesOf(organization: string): readonly Sandbox[] {
  return sandboxes.map((sandbox) => inOrganization(organization, sandbox));
}

export function sandboxOf(organization: string, name: string): Sandbox | undefined {
  const sandbox = sandboxes.find((one) => one.name === name);
  return sandbox && inOrganization(organization, sandbox);
}

/** The sandboxes that were asked for last: every request names one. */
const known = new Map<string, Sandbox>();
const knownAtMost = 1000;

function inOrganization(organization: string, sandbox: (typeof sandboxes)[number]): Sandbox {
  const key = `${sandbox.name}\n${organization}`;
  let found = known.get(key);
  if (found === undefined) {
    if (known.size >= knownAtMost) {
      known.clear();
    }
    found = { id: stableUuid(organization, sandbox.name), ...sandbox };
    known.set(key, found);
  }
  return found;
}

/** The same UUID for the same words. */
function stableUuid(...words: readonly string[]): string {
  const digest = createHash("sha256").update(words.join("\n")).digest("hex");
  const version4 = `${digest.slice(0, 12)}4${digest.slice(13, 16)}8${digest.slice(17, 32)}`;
  return version4.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
