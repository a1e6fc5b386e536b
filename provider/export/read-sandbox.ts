import type { Client } from "../api/client";
import type { JsonObject } from "../api/values";
import type { AnyKind } from "../lifecycle/kind";
import { look } from "../lifecycle/look";
import { tenantOf } from "../lifecycle/tenant";
import { listFlows } from "../lookups/find-flow";
import { flowKind } from "../resources/flow";
import { type References, referenceKey, referencesOf } from "./exported-kinds";
import { express, type Remark } from "./express";
import type { SandboxObject } from "./plan";
import { textsAt } from "./values-at";

/** An object that stays outside of the program. */
export interface LeftObject {
  readonly kind: AnyKind;
  readonly id: string;
  /** Where AEP tells. */
  readonly name?: string;
  readonly reason: string;
}

export interface SandboxContents {
  readonly objects: readonly SandboxObject[];
  readonly left: readonly LeftObject[];
}

/**
 * Dataflows with everything that they are made of, each object once. Nothing is written.
 * @param flowIds absent: every dataflow of the sandbox
 * @param onRead called with the number of objects so far
 */
export async function readSandbox(
  client: Client,
  flowIds: readonly string[] | undefined,
  onRead: (count: number) => void,
): Promise<SandboxContents> {
  const tenantId = await client.tenantId();
  const objects: SandboxObject[] = [];
  const left: LeftObject[] = [];
  const visited = new Set<string>();

  async function visit(kind: AnyKind, id: string): Promise<void> {
    const key = `${kind.name} ${id}`;
    if (visited.has(key) || !isOwn(id, tenantId)) return;
    visited.add(key);
    const live = await look(kind, client, id, "everything");
    onRead(visited.size);
    if (live === undefined) {
      left.push({ kind, id, reason: "it is not there, or an access label hides it from these credentials" });
      return;
    }
    const name = nameIn(live);
    const expression = express(kind, live, await tenantOf(kind, client));
    if (!expression.isExpressed) {
      left.push({ kind, id, ...(name !== undefined && { name }), reason: expression.reason });
      return;
    }
    const { args, remarks } = expression;
    objects.push({ kind, id, live, args, remarks: [...remarks, ...owed(kind, id, live, args)] });
    await Promise.all(
      referencesOf(kind).flatMap((reference) =>
        textsAt(args, reference.path).map((name) => follow(reference, name)),
      ),
    );
  }

  async function follow(reference: References, name: string): Promise<void> {
    const { to, by } = reference;
    if (by === undefined) return visit(to, name);
    const key = referenceKey(reference, name);
    if (visited.has(key)) return;
    visited.add(key);
    const named = (await to.service.findNamed?.(client, { [by]: name })) ?? [];
    const own = named.filter(({ live }) => !isAdobes(live));
    await Promise.all(own.map(({ id }) => visit(to, id)));
  }

  const ids = flowIds ?? (await sourceFlowIds(client, (flow) => left.push(flow)));
  await Promise.all(ids.map((id) => visit(flowKind, id)));
  return { objects, left };
}

/** Every dataflow into AEP. */
async function sourceFlowIds(client: Client, onLeft: (flow: LeftObject) => void): Promise<readonly string[]> {
  const flows = await listFlows(client);
  return flows.flatMap((flow) => {
    if (leadsIntoAep(flow)) return [flow.id];
    const reason = "it is a dataflow to a destination, out of Experience Platform";
    onLeft({ kind: flowKind, id: flow.id, ...(flow.name !== undefined && { name: flow.name }), reason });
    return [];
  });
}

/** Flow Service keeps dataflows out of AEP, too. Where it does not tell, the flow is taken for one into it. */
function leadsIntoAep({
  inheritedAttributes,
}: {
  readonly inheritedAttributes?: object | undefined;
}): boolean {
  if (inheritedAttributes === undefined || !("properties" in inheritedAttributes)) return true;
  const { properties } = inheritedAttributes;
  const isObject = typeof properties === "object" && properties !== null;
  return !(isObject && "isSourceFlow" in properties && properties.isSourceFlow === false);
}

/** Adobe's own schemas and field groups are the same in every sandbox. */
function isOwn(id: string, tenantId: string): boolean {
  return !id.startsWith("https://") || id.startsWith(`https://ns.adobe.com/${tenantId}/`);
}

/** Namespaces such as Email are there in every organization. */
function isAdobes(live: object): boolean {
  return "custom" in live && live.custom === false;
}

/** What AEP has yet to give makes the first preview show an update. */
function owed(kind: AnyKind, id: string, live: object, args: JsonObject): Remark[] {
  const pending = kind.pending?.(args, kind.outputs(live, id)) ?? [];
  const reason = "is not there yet: the first pulumi up waits for it";
  return pending.map((property) => ({ property, reason }));
}

function nameIn(live: object): string | undefined {
  const named = live as { readonly name?: unknown; readonly title?: unknown };
  const name = named.name ?? named.title;
  return typeof name === "string" ? name : undefined;
}
