import type { Client } from "../api/client";
import { nameFilter } from "../api/flow-service-list";
import { type ConnectionSpecItem, connectionSpecs, type FlowSpecItem, flowSpecs } from "../api/specs";
import { isObject } from "../api/values";
import { canonicalConnectionSpec, canonicalFlowSpec } from "../resources/references";
import type { SpecKey } from "./keys";
import { exactlyOne, existing } from "./one";

export function findConnectionSpec(client: Client, key: SpecKey): Promise<ConnectionSpecItem> {
  return find(client, "connection spec", connectionSpecs, key, canonicalConnectionSpec);
}

export function findFlowSpec(client: Client, key: SpecKey): Promise<FlowSpecItem> {
  return find(client, "flow spec", flowSpecs, key, canonicalFlowSpec);
}

interface Specs<Item> {
  get(client: Client, id: string): Promise<Item | undefined>;
  list(client: Client, property?: string): Promise<Item[]>;
}

async function find<Item extends { readonly id: string; name?: string | undefined }>(
  client: Client,
  label: string,
  specs: Specs<Item>,
  key: SpecKey,
  canonical: typeof canonicalFlowSpec,
): Promise<Item> {
  if ("id" in key) {
    return existing(client, { label, key: `with the id ${key.id}` }, await specs.get(client, key.id));
  }
  const catalogued = canonical(key.name);
  const id = isObject(catalogued) ? catalogued.id : undefined;
  if (typeof id === "string" && id !== key.name) {
    const wanted = { label, key: `"${key.name}" (${id})` };
    return existing(client, wanted, await specs.get(client, id));
  }
  const listed = await specs.list(client, nameFilter(key.name));
  const named = listed.filter(({ name }) => name === key.name);
  return exactlyOne(client, { label, key: `named "${key.name}"` }, named, (spec) => spec.id);
}
