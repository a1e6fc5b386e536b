import type { Json, JsonObject } from "../../api/values";
import { EXPORTED_KINDS } from "../../export/exported-kinds";
import type { AnyKind } from "../../lifecycle/kind";
import { inApiWords } from "../../lifecycle/tenant";
import { identityDescriptorKind } from "../../resources/identity-descriptor";
import { stackKey, typeToken } from "../../resources/registration";
import type { RecordedResource } from "./stack-state";

export const KINDS: readonly AnyKind[] = [...EXPORTED_KINDS.map(({ kind }) => kind), identityDescriptorKind];

export function kindOf({ type }: RecordedResource): AnyKind | undefined {
  return KINDS.find(({ name }) => typeToken(name) === type);
}

/** `flow "Orders"` */
export function describeResource(resource: RecordedResource): string {
  const { urn, inputs, type } = resource;
  const name = inputs.name ?? inputs.title;
  const shown = typeof name === "string" ? name : urn.slice(urn.lastIndexOf("::") + 2);
  return `${kindOf(resource)?.label ?? type} "${shown}"`;
}

/** The key that the journal knows it by; nothing for other packages' resources. */
export function ownerOf({ inputs }: RecordedResource): string {
  return typeof inputs.__owner === "string" ? inputs.__owner : "";
}

/** The key that the journal knows a stack by. @param name `organization/customerio/dev` */
export function stackKeyOf(name: string): string | undefined {
  const [stack, project] = name.split("/").reverse();
  return stack === undefined || project === undefined ? undefined : stackKey({ project, stack });
}

/** What the program says, without what the stack keeps secret: that is encrypted. */
export function declaredBy(kind: AnyKind, { inputs }: RecordedResource): JsonObject {
  const own = Object.entries(inputs).filter(([name, value]) => name in kind.fields && !holdsSecret(value));
  return Object.fromEntries(own);
}

/** What it posts; nothing where a secret is needed to tell. */
export function postedBy(
  kind: AnyKind,
  resource: RecordedResource,
  tenantId: string,
  now: number,
): JsonObject | undefined {
  try {
    return kind.toBody(inApiWords(kind, declaredBy(kind, resource), tenantId), tenantId, now);
  } catch {
    return undefined;
  }
}

/** pulumi/sdk/go/common/resource/sig: marks a secret in what a stack records. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

function holdsSecret(value: Json): boolean {
  return JSON.stringify(value).includes(SIGNATURE);
}
