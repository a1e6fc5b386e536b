import { z } from "zod";
import type { Client } from "./client";
import { definitely } from "./definitely";
import { deleteObject } from "./delete-object";
import { ApiError } from "./errors";
import { type ObjectService, within } from "./object-service";
import type { JsonObject } from "./values";

/**
 * Identity descriptors: which fields of a schema identify somebody, and in which namespace. They are objects of their
 * own in Schema Registry, written whole, and no part of the schema that they describe.
 * https://experienceleague.adobe.com/en/docs/experience-platform/xdm/api/descriptors
 */
const BASE = "/data/foundation/schemaregistry/tenant/descriptors";
const TYPE = "xdm:descriptorIdentity";
/** Descriptors have media types of their own, without a version. */
const ACCEPT = { Accept: "application/vnd.adobe.xdm+json" };

const item = z.looseObject({
  "@id": z.string(),
  "@type": z.string().optional(),
  "xdm:sourceSchema": z.string().optional(),
  "xdm:sourceProperty": z.unknown(),
  "xdm:namespace": z.union([z.string(), z.number()]).optional(),
  "xdm:property": z.string().optional(),
  "xdm:isPrimary": z.boolean().nullish(),
  created: z.number().optional(),
  updated: z.number().optional(),
  createdClient: z.string().optional(),
  updatedUser: z.string().optional(),
});

export type DescriptorItem = z.infer<typeof item>;

/** What a program says of an identity. */
export interface Identity {
  /** `/_acme/email`. */
  readonly sourceProperty: string;
  /** Code or, in digits, id. */
  readonly namespace: string;
  readonly isPrimary: boolean;
}

export function descriptorBody(schemaId: string, { sourceProperty, namespace, isPrimary }: Identity) {
  const isId = /^\d+$/.test(namespace);
  return {
    "@type": TYPE,
    "xdm:sourceSchema": schemaId,
    "xdm:sourceVersion": 1,
    "xdm:sourceProperty": sourceProperty,
    "xdm:namespace": namespace,
    "xdm:property": isId ? "xdm:id" : "xdm:code",
    "xdm:isPrimary": isPrimary,
  } as const;
}

/** `undefined` for a descriptor that a program could not declare. */
export function identityOf(descriptor: Partial<DescriptorItem>): Identity | undefined {
  const { "xdm:sourceProperty": sourceProperty, "xdm:namespace": namespace } = descriptor;
  if (typeof sourceProperty !== "string" || namespace === undefined) return undefined;
  return {
    sourceProperty,
    namespace: String(namespace),
    isPrimary: descriptor["xdm:isPrimary"] ?? false,
  };
}

/** A descriptor of any other type: a relationship, a label, a display name … */
const otherItem = z.looseObject({
  "@type": z.string(),
  "xdm:sourceSchema": z.string().optional(),
  "xdm:sourceProperty": z.unknown(),
  "xdm:destinationSchema": z.string().optional(),
});

export type OtherDescriptor = z.infer<typeof otherItem>;

/** Everything that descriptors say of a schema. */
export interface SchemaDescriptors {
  readonly identities: readonly DescriptorItem[];
  /** Those of other types, and whatever is said of its field groups. */
  readonly others: readonly OtherDescriptor[];
}

/** @param parts ids of the schema's field groups, which descriptors may stand on, too */
export async function listDescriptors(
  client: Client,
  schemaId: string,
  parts: readonly string[] = [],
): Promise<SchemaDescriptors> {
  const {
    [TYPE]: identities = [],
    _links,
    _page,
    ...others
  } = await client.send({
    attempt: `list the descriptors of the schema ${schemaId}`,
    method: "GET",
    path: BASE,
    headers: ACCEPT,
    effect: "read",
    // Types without a descriptor are left out, so that anything but lists is no answer at all.
    answer: z
      .object({
        [TYPE]: z.array(item).optional(),
        _links: z.unknown().optional(),
        _page: z.unknown().optional(),
      })
      .catchall(z.array(z.unknown())),
  });
  const concerns = (ids: readonly string[]) => (descriptor: OtherDescriptor | DescriptorItem) =>
    ids.includes(descriptor["xdm:sourceSchema"] ?? "");
  const ofOtherTypes = Object.values(others).flat();
  const asOther = (descriptor: unknown) => otherItem.safeParse(descriptor).data ?? [];
  return {
    identities: identities.filter(concerns([schemaId])),
    others: [
      ...ofOtherTypes.flatMap(asOther).filter(concerns([schemaId, ...parts])),
      ...identities.flatMap(asOther).filter(concerns(parts)),
    ],
  };
}

/** All identities of a schema. */
export async function listIdentities(client: Client, schemaId: string): Promise<readonly DescriptorItem[]> {
  return (await listDescriptors(client, schemaId)).identities;
}

export async function createIdentity(client: Client, schemaId: string, identity: Identity): Promise<void> {
  await post(client, descriptorBody(schemaId, identity));
}

export async function replaceIdentity(
  client: Client,
  id: string,
  schemaId: string,
  identity: Identity,
): Promise<void> {
  await put(client, id, identity.sourceProperty, descriptorBody(schemaId, identity));
}

export async function deleteIdentity(client: Client, id: string): Promise<void> {
  await definitely(() =>
    deleteObject(client, `${BASE}/${encodeURIComponent(id)}`, `identity descriptor ${id}`),
  );
}

function post(client: Client, body: JsonObject): Promise<DescriptorItem> {
  return client
    .send({
      attempt: `create the identity descriptor of ${body["xdm:sourceProperty"]}`,
      method: "POST",
      path: BASE,
      body,
      effect: "once",
      answer: item,
    })
    .catch(async (error: unknown) => {
      throw await namingThePrimary(client, body, undefined, error);
    });
}

function put(client: Client, id: string, of: string, body: JsonObject): Promise<unknown> {
  return client
    .send({
      attempt: `update the identity descriptor of ${of}`,
      method: "PUT",
      path: `${BASE}/${encodeURIComponent(id)}`,
      body,
      effect: "once",
      // The guide answers the id alone, the specification the whole.
      answer: z.looseObject({ "@id": z.string() }),
    })
    .catch(async (error: unknown) => {
      throw await namingThePrimary(client, body, id, error);
    });
}

/** A schema has one primary identity. AEP refuses a second one, and does not say which the first is. */
async function namingThePrimary(
  client: Client,
  body: JsonObject,
  own: string | undefined,
  error: unknown,
): Promise<unknown> {
  const isRefused = error instanceof ApiError && (error.status === 400 || error.status === 409);
  if (!isRefused || body["xdm:isPrimary"] !== true) return error;
  // Whatever keeps it from being found does not hide the refusal.
  const all = await listIdentities(client, String(body["xdm:sourceSchema"])).catch(() => []);
  const primary = all.find((each) => each["@id"] !== own && each["xdm:isPrimary"] === true);
  if (primary === undefined || primary["xdm:sourceProperty"] === body["xdm:sourceProperty"]) return error;
  return new ApiError(
    `${error.message} The schema's primary identity is ${primary["xdm:sourceProperty"]} (${primary["xdm:namespace"]}), by ` +
      `the identity descriptor ${primary["@id"]}, and a schema has only one. Leave isPrimary out here, or first take it ` +
      "from that one.",
    error,
    { cause: error },
  );
}

/** Descriptors as objects of their own, for schemas that are managed elsewhere. Bodies as `descriptorBody` makes them. */
export const identityDescriptors: ObjectService<DescriptorItem> = {
  conditional: false,

  async create(client, body) {
    const seen = await post(client, body);
    return { id: seen["@id"], seen };
  },

  get: (client, id) =>
    definitely(() =>
      client.send({
        attempt: `read the identity descriptor ${id}`,
        method: "GET",
        path: `${BASE}/${encodeURIComponent(id)}`,
        headers: ACCEPT,
        effect: "read",
        answer: item,
      }),
    ),

  async write(client, id, { body }) {
    const whole = body();
    await put(client, id, String(whole["xdm:sourceProperty"]), whole);
    return { seen: {} };
  },

  delete: (client, id) =>
    deleteObject(client, `${BASE}/${encodeURIComponent(id)}`, `identity descriptor ${id}`),

  async findNamed(client, body) {
    const found = await listIdentities(client, String(body["xdm:sourceSchema"]));
    return found
      .filter((each) => each["xdm:sourceProperty"] === body["xdm:sourceProperty"])
      .map((live) => ({ id: live["@id"], live }));
  },

  /** No answer is documented to say when and by which client a descriptor was made: what an answer leaves out rules nothing out. */
  async findCreated(client, body, since, until) {
    const found = await listIdentities(client, String(body["xdm:sourceSchema"]));
    return found
      .filter(
        ({ "xdm:sourceProperty": property, createdClient = client.clientId, created = since }) =>
          property === body["xdm:sourceProperty"] &&
          createdClient === client.clientId &&
          within(created, since, until),
      )
      .map((live) => ({ id: live["@id"], live }));
  },

  lastChange: ({ updatedUser, updated }) => ({
    ...(updatedUser !== undefined && { by: updatedUser }),
    ...(updated !== undefined && { at: updated }),
  }),
};
