import { dataSetsOfSchema } from "../api/catalog";
import type { Client } from "../api/client";
import { UnknownOutcomeError } from "../api/errors";
import {
  createIdentity,
  type DescriptorItem,
  deleteIdentity,
  type Identity,
  identityDescriptors,
  identityOf,
  listIdentities,
  type OtherDescriptor,
  replaceIdentity,
} from "../api/identity-descriptors";
import { isInUnion, type RegistryItem, schemas } from "../api/schema-registry";
import { isObject, type Json, type JsonObject, sameValue } from "../api/values";
import { InUseError } from "../lifecycle/errors";
import type { Apart, Dismantled, Failure } from "../lifecycle/kind";
import { afterPuttingBack } from "../lifecycle/put-back";
import { expandTenant } from "../lifecycle/tenant";
import { LIST_LAG_MILLISECONDS } from "../lifecycle/twins";
import { UNKNOWN } from "../lifecycle/unknown";
import { canonicalIdentity, canonicalPath } from "./identity";

/** A schema with its descriptors, which Schema Registry answers apart. */
export type LiveSchema = RegistryItem & {
  readonly identities?: readonly DescriptorItem[];
  readonly otherDescriptors?: readonly OtherDescriptor[];
};

/** Deletions first, then what is not primary: a schema has one primary identity at any time. */
export const writeIdentities: Apart["write"] = async ({ names, desired, declared, live }, { client, id }) => {
  const existing = new Map(
    ((live as LiveSchema | undefined)?.identities ?? []).map((descriptor) => [
      identityOf(descriptor)?.sourceProperty,
      descriptor["@id"],
    ]),
  );
  for (const name of names) {
    const descriptor = existing.get(name);
    if (!(name in desired) && descriptor !== undefined) await deleteIdentity(client, descriptor);
  }
  const wanted = listOf(declared)
    .map(identityIn)
    .filter(({ sourceProperty }) => names.includes(sourceProperty))
    .sort((left, right) => Number(left.isPrimary) - Number(right.isPrimary));
  for (const identity of wanted) {
    const descriptor = existing.get(identity.sourceProperty);
    if (descriptor === undefined) await createOnce(client, id, identity);
    else await replaceIdentity(client, descriptor, id, identity);
  }
  return {};
};

/** The answer may be lost, and the lists behind: posted anew at once, the identity would be there twice. */
async function createOnce(client: Client, schemaId: string, identity: Identity): Promise<void> {
  try {
    await createIdentity(client, schemaId, identity);
  } catch (error) {
    if (!(error instanceof UnknownOutcomeError)) throw error;
    const made = await client.waitFor(
      async () =>
        (await listIdentities(client, schemaId)).find((each) => sameValue(identityOf(each), identity)),
      LIST_LAG_MILLISECONDS,
    );
    if (made === undefined) throw error;
  }
}

/** AEP takes no tag away, so what is not declared any more stays. */
export const writeTags: Apart["write"] = async ({ desired, live }, { client, id, name }) => {
  const present = (live as LiveSchema | undefined)?.["meta:immutableTags"] ?? [];
  const missing = Object.keys(desired).filter((tag) => !present.includes(tag));
  if (missing.length === 0) return {};
  const { seen } = await schemas.write(client, id, {
    name,
    operations: [{ op: "add", path: "/meta:immutableTags", value: [...present, ...missing] }],
    body: () => ({}),
    removed: [],
    etag: undefined,
    before: undefined,
  });
  return seen;
};

/**
 * The reverse of the creation, once nothing is known to hold the schema: whoever does would be left with a schema that
 * identifies nobody. A schema in the union stays, and is then left with its identities.
 */
export async function dismantleIdentities(
  client: Client,
  id: string,
  identities: Json,
  seconds: number,
): Promise<Dismantled> {
  if (listOf(identities).length === 0) return "dismantled";
  const live = await schemas.get(client, id);
  if (live === undefined) return "dismantled";
  if (isInUnion(live)) return "retained";
  await assertNotHeld(client, live, seconds);
  const paths = listOf(expandTenant(identities, await client.tenantId())).map(pathOf);
  const taken: DescriptorItem[] = [];
  const takenAway = { parts: "identities", putBack: () => putBack(client, live.$id, taken) };
  for (const descriptor of await listIdentities(client, live.$id)) {
    if (!paths.includes(identityOf(descriptor)?.sourceProperty ?? "")) continue;
    taken.push(descriptor);
    await deleteIdentity(client, descriptor["@id"]).catch(async (error: unknown) => {
      throw await afterPuttingBack(takenAway, error);
    });
  }
  return taken.length === 0 ? "dismantled" : takenAway;
}

/** The datasets of a schema, for as long as the deletion may take; who cannot be found does not hold it up: AEP decides. */
async function assertNotHeld(client: Client, { $id, title = $id }: RegistryItem, seconds: number) {
  let holders: readonly string[] = [];
  await client.waitFor(async () => {
    holders = await dataSetsOfSchema(client, $id).catch(() => holders);
    return holders.length === 0 || undefined;
  }, seconds * 1000);
  if (holders.length === 0) return;
  throw new InUseError(
    `The schema "${title}" (${$id}) was not deleted, and its identities are as they were: it is used by ` +
      `${holders.join(", ")}. Delete what uses it first, or let it stay: \`pulumi state delete\` takes it out of the stack.`,
  );
}

/** As they were, under new ids. AEP is asked for each one: its deletion may not have been carried out. */
async function putBack(
  client: Client,
  schemaId: string,
  taken: readonly DescriptorItem[],
): Promise<readonly string[] | "gone"> {
  if ((await schemas.get(client, schemaId)) === undefined) return "gone";
  const missing: string[] = [];
  for (const descriptor of taken) {
    const identity = identityOf(descriptor);
    if (identity === undefined) continue;
    try {
      const isThere = (await identityDescriptors.get(client, descriptor["@id"])) !== undefined;
      if (!isThere) await createOnce(client, schemaId, identity);
    } catch (error) {
      const { sourceProperty, namespace, isPrimary } = identity;
      const why = error instanceof Error ? error.message : String(error);
      missing.push(`${sourceProperty} (${namespace}${isPrimary ? ", primary" : ""}), because: ${why}`);
    }
  }
  return missing;
}

export function identityFailures(identities: Json): Failure[] {
  const all = listOf(identities);
  const paths = all.map(pathOf);
  const isPrimary = (identity: Json) => isObject(identity) && identity.isPrimary === true;
  const first = all.findIndex(isPrimary);
  return all.flatMap((identity, index) => [
    ...(paths.indexOf(pathOf(identity)) !== index
      ? [
          {
            property: `identities[${index}].sourceProperty`,
            reason: "occurs twice; a field has one namespace.",
          },
        ]
      : []),
    ...(isPrimary(identity) && index !== first
      ? [
          {
            property: `identities[${index}].isPrimary`,
            reason: "a schema has one primary identity, and another field is it already.",
          },
        ]
      : []),
  ]);
}

/**
 * Said of a schema in the union. Before it holds records every change is allowed; afterwards a change of its primary
 * identity is not, and only AEP knows whether it does.
 * https://experienceleague.adobe.com/en/docs/experience-platform/xdm/schema/composition#evolution
 * https://experienceleague.adobe.com/en/docs/experience-platform/xdm/ui/fields/identity
 */
export function primaryCaution(recorded: JsonObject, desired: JsonObject): string | undefined {
  const [before, after] = [recorded, desired].map(({ identities }) => primaryOf(identities));
  if (before === undefined || sameValue(before, after)) return undefined;
  const change = after === undefined ? "be taken away" : `change from ${shown(before)} to ${shown(after)}`;
  return (
    `The primary identity of the schema "${String(desired.title)}", which is enabled for Profile, is going to ${change}. ` +
    "AEP does not support this once records of the schema were ingested: profiles are merged by the primary identity that a " +
    "record came with. Where there are none yet, disable the schema's datasets for Profile and enable them again " +
    "afterwards, or the change does not take effect."
  );
}

function primaryOf(identities: Json | undefined): Json | undefined {
  const primary = listOf(identities).find((each) => isObject(each) && each.isPrimary === true);
  return primary === undefined ? undefined : canonicalIdentity(primary);
}

function shown(identity: Json): string {
  const { sourceProperty, namespace } = isObject(identity) ? identity : {};
  return namespace === UNKNOWN ? String(sourceProperty) : `${sourceProperty} (${namespace})`;
}

/** The declared identities as they are now, in the program's spelling where they mean the same. */
export function restoreIdentities(recorded: Json, live: Json): Json {
  const now = new Map(listOf(live).map((each) => [pathOf(each), each]));
  return listOf(recorded).flatMap((each) => {
    const found = now.get(pathOf(each));
    if (found === undefined) return [];
    return [sameValue(canonicalIdentity(found), canonicalIdentity(each)) ? each : found];
  });
}

/** In what a program declares or a live schema shows. */
export function pathOf(identity: Json): string {
  return identityIn(identity).sourceProperty;
}

function identityIn(declared: Json): Identity {
  const { sourceProperty, namespace, isPrimary } = isObject(declared) ? declared : {};
  return {
    sourceProperty: String(canonicalPath(sourceProperty ?? null)),
    namespace: String(namespace),
    isPrimary: isPrimary === true,
  };
}

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
