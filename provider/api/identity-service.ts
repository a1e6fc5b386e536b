import { z } from "zod";
import type { Client } from "./client";
import { definitely } from "./definitely";
import { type ObjectService, type Twin, within } from "./object-service";

/**
 * Identity namespaces: written whole, told apart by a code that nobody can take twice, and never deleted.
 * https://developer.adobe.com/experience-platform-apis/references/identity-service/
 */
const BASE = "/data/core/idnamespace/identities";

const item = z.looseObject({
  id: z.number(),
  name: z.string().optional(),
  code: z.string().optional(),
  idType: z.string().optional(),
  description: z.string().nullish(),
  /** Epoch milliseconds. */
  createTime: z.number().optional(),
  updateTime: z.number().optional(),
});

/** The specification spells some types in another way where a namespace is replaced. */
const TYPES_IN_UPDATES: ReadonlyMap<string, string> = new Map([
  ["Cookie", "COOKIE"],
  ["Cross_device", "CROSS_DEVICE"],
  ["Mobile", "MOBILE"],
]);

export type NamespaceItem = z.infer<typeof item>;

export const identityNamespaces: ObjectService<NamespaceItem> = {
  conditional: false,

  async create(client, body) {
    const seen = await client.send({
      attempt: `create the identity namespace "${body.code}"`,
      method: "POST",
      path: BASE,
      body,
      effect: "once",
      answer: item,
    });
    return { id: String(seen.id), seen };
  },

  get: (client, id) =>
    definitely(() =>
      client.send({
        attempt: `read the identity namespace ${id}`,
        method: "GET",
        path: `${BASE}/${encodeURIComponent(id)}`,
        effect: "read",
        answer: item,
      }),
    ),

  async write(client, id, { name: what, body, before, removed }) {
    const keepsDescription = typeof before?.description === "string" && !removed.includes("description");
    const whole = body();
    const seen = await client.send({
      attempt: `update the ${what}`,
      method: "PUT",
      path: `${BASE}/${encodeURIComponent(id)}`,
      // A PUT replaces everything, so what nobody here declares is repeated.
      body: {
        ...(keepsDescription && { description: before.description }),
        ...whole,
        idType: TYPES_IN_UPDATES.get(String(whole.idType)) ?? whole.idType,
      },
      effect: "once",
      // The specification answers a list with the one namespace, its other operations the namespace itself.
      answer: z.union([item, z.tuple([item]).transform(([only]) => only)]),
    });
    return { seen };
  },

  delete: async () => "retained",

  findNamed: async (client, { code }) =>
    (await listAll(client)).filter(({ live }) => live.code?.toLowerCase() === String(code).toLowerCase()),

  /** AEP does not say which client made a namespace; a code is there once. */
  findCreated: async (client, { code }, since, until) =>
    (await listAll(client)).filter(({ live }) => live.code === code && within(live.createTime, since, until)),

  lastChange: ({ updateTime }) => (updateTime === undefined ? {} : { at: updateTime }),
};

async function listAll(client: Client): Promise<Twin<NamespaceItem>[]> {
  const found = await client.send({
    attempt: "list the identity namespaces",
    method: "GET",
    path: BASE,
    effect: "read",
    answer: z.array(item),
  });
  return found.map((live) => ({ id: String(live.id), live }));
}
