import { z } from "zod";
import type { Client } from "./client";
import { definitely } from "./definitely";
import { deleteObject } from "./delete-object";
import { ConnectionTestError } from "./errors";
import { FLOW_SERVICE, listFlowService, nameFilter } from "./flow-service-list";
import { type ObjectService, type PatchOperation, within } from "./object-service";
import type { JsonObject } from "./values";

/**
 * Flow Service: every object is answered inside a list wrapper, carries an opaque quoted etag, and is patched with it.
 * https://developer.adobe.com/experience-platform-apis/references/flow-service/
 */
const specReference = z.looseObject({ id: z.string(), version: z.string().optional() });

const receipt = z.looseObject({ id: z.string(), etag: z.string().optional() });

const item = z.looseObject({
  id: z.string(),
  etag: z.string().optional(),
  name: z.string().optional(),
  description: z.string().optional(),
  state: z.string().optional(),
  createdAt: z.number().optional(),
  createdClient: z.string().optional(),
  updatedAt: z.number().optional(),
  updatedBy: z.string().optional(),
});

export const connectionItem = item.extend({
  connectionSpec: specReference.optional(),
  baseConnectionId: z.string().optional(),
  providerId: z.string().optional(),
  data: z.looseObject({}).optional(),
  params: z.looseObject({}).optional(),
});

/** `params` holds what the tutorials show as placeholders; nothing but the inlet, which AEP adds, is read. */
export const accountItem = item.extend({
  connectionSpec: specReference.optional(),
  auth: z
    .looseObject({
      specName: z.string().optional(),
      params: z.looseObject({ inletUrl: z.string().optional() }).nullish(),
    })
    .nullish(),
});

export const flowItem = item.extend({
  flowSpec: specReference.optional(),
  sourceConnectionIds: z.array(z.string()).optional(),
  targetConnectionIds: z.array(z.string()).optional(),
  transformations: z
    .array(z.looseObject({ name: z.string(), params: z.looseObject({}).optional() }))
    .optional(),
  options: z.looseObject({ inletUrl: z.string().optional() }).optional(),
  labels: z.array(z.string()).optional(),
  scheduleParams: z.looseObject({}).optional(),
  inheritedAttributes: z
    .looseObject({
      sourceConnections: z
        .array(z.looseObject({ baseConnection: z.looseObject({ id: z.string() }).optional() }))
        .optional(),
    })
    .optional(),
});

export type FlowServiceItem = z.infer<typeof item>;
export type AccountItem = z.infer<typeof accountItem>;
export type ConnectionItem = z.infer<typeof connectionItem>;
export type FlowItem = z.infer<typeof flowItem>;

export const baseConnections = collection("connections", "base connection", accountItem, byName, (id) => ({
  property: "inheritedAttributes.properties.isSourceFlow==true",
  holds: (flow) =>
    (flow.inheritedAttributes?.sourceConnections ?? []).some((each) => each.baseConnection?.id === id),
}));
export const sourceConnections = collection(
  "sourceConnections",
  "source connection",
  connectionItem,
  bySpec,
  (id) => ({
    property: `sourceConnectionIds[]==${id}`,
  }),
);
export const targetConnections = collection(
  "targetConnections",
  "target connection",
  connectionItem,
  bySpec,
  (id) => ({
    property: `targetConnectionIds[]==${id}`,
  }),
);
export const flows = collection("flows", "flow", flowItem, byName);

/**
 * Starts or stops a flow. Refused with an etag that is not the current one.
 * @returns the flow's new etag
 */
export async function switchFlow(
  client: Client,
  { id, name, etag }: { readonly id: string; readonly name: string; readonly etag: string | undefined },
  state: "enabled" | "disabled",
): Promise<Partial<FlowItem>> {
  const operation = state === "enabled" ? "enable" : "disable";
  const answer = await client.send({
    attempt: `${operation} the ${name}`,
    method: "POST",
    path: `${FLOW_SERVICE}/flows/${encodeURIComponent(id)}/action`,
    query: { op: operation },
    headers: etag === undefined ? {} : { "If-Match": etag },
    effect: "once",
    answer: receipt,
  });
  return etagOnly(answer.etag);
}

/**
 * Asks AEP to sign in with a base connection's credentials.
 * @throws ApiError, or ConnectionTestError, with AEP's own answer as it is when it cannot
 */
export async function testBaseConnection(client: Client, id: string): Promise<void> {
  const answer = await client.send({
    attempt: `sign in with the base connection ${id}, which exists`,
    method: "GET",
    path: `${FLOW_SERVICE}/connections/${encodeURIComponent(id)}/test`,
    effect: "read",
    quotesRefusal: true,
    // Documented is `{ "result": true }` alone; what else there is says why not.
    answer: z.unknown(),
  });
  if (z.looseObject({ result: z.literal(true) }).safeParse(answer).success) return;
  throw new ConnectionTestError(
    `AEP could not sign in with the base connection ${id}, which exists. It answered: ${JSON.stringify(answer)}. ` +
      "Correct auth (AEP has what was declared), and run pulumi up again: it signs in once more.",
  );
}

/** Which flows use an object: what the list is asked for, and what is looked at in the answer. */
interface Holding {
  readonly property: string;
  readonly holds?: (flow: FlowItem) => boolean;
}

function collection<Live extends FlowServiceItem>(
  name: string,
  label: string,
  live: z.ZodType<Live>,
  filter: (body: JsonObject) => string | undefined,
  heldBy?: (id: string) => Holding,
): ObjectService<Live> {
  const one = (id: string) => `${FLOW_SERVICE}/${name}/${encodeURIComponent(id)}`;
  const wrapper = z.looseObject({ items: z.tuple([live], z.unknown()) });
  const listNamed = async (client: Client, body: JsonObject) => {
    const attempt = `look for the ${label} ${quoted(body.name)}`;
    const property = filter(body);
    const found = await listFlowService(client, { attempt, collection: name, item: live, property });
    return found.filter((each) => each.name === body.name);
  };
  return {
    conditional: true,

    async create(client, body) {
      const { id, etag } = await client.send({
        attempt: `create the ${label} ${quoted(body.name)}`,
        method: "POST",
        path: `${FLOW_SERVICE}/${name}`,
        body,
        effect: "once",
        answer: receipt,
      });
      return { id, seen: etagOnly(etag) };
    },

    get: (client, id) =>
      definitely(async () => {
        const answer = await client.send({
          attempt: `read the ${label} ${id}`,
          method: "GET",
          path: one(id),
          effect: "read",
          answer: wrapper,
        });
        return answer.items[0];
      }),

    async write(client, id, { name: what, operations, etag }) {
      const seen = await client.send({
        attempt: `update the ${what}`,
        method: "PATCH",
        path: one(id),
        headers: etag === undefined ? {} : { "If-Match": etag },
        body: operations satisfies readonly PatchOperation[],
        effect: "once",
        answer: z.union([
          wrapper.transform(({ items }): Partial<Live> => items[0]),
          receipt.transform(({ etag }) => etagOnly<Live>(etag)),
        ]),
      });
      return { seen };
    },

    delete: (client, id) => deleteObject(client, one(id), `${label} ${id}`),

    async findNamed(client, body) {
      const found = await listNamed(client, body);
      return found.filter((each) => sameSpec(each, body)).map((each) => ({ id: each.id, live: each }));
    },

    async findCreated(client, body, since, until) {
      const found = await listNamed(client, body);
      return found
        .filter((each) => each.createdClient === client.clientId && within(each.createdAt, since, until))
        .map((each) => ({ id: each.id, live: each }));
    },

    ...(heldBy && {
      async holders(client: Client, id: string) {
        const { property, holds = () => true } = heldBy(id);
        const attempt = `look for the flows that use the ${label} ${id}`;
        const found = await listFlowService(client, {
          attempt,
          collection: "flows",
          item: flowItem,
          property,
        });
        return found.filter(holds).map((flow) => `flow ${quoted(flow.name)} (${flow.id})`);
      },
    }),

    lastChange: ({ updatedBy, updatedAt }) => ({
      ...(updatedBy !== undefined && { by: updatedBy }),
      ...(updatedAt !== undefined && { at: updatedAt }),
    }),
  };
}

function etagOnly<Live extends FlowServiceItem>(etag: string | undefined): Partial<Live> {
  const seen: Partial<FlowServiceItem> = etag === undefined ? {} : { etag };
  return seen as Partial<Live>;
}

/** Names are told apart by the spec: a flow and its successor on another spec may share one. */
function sameSpec(live: FlowServiceItem, body: JsonObject): boolean {
  return (["connectionSpec", "flowSpec"] as const).every((member) => {
    const [theirs, ours] = [specReference.safeParse(live[member]), specReference.safeParse(body[member])];
    return !theirs.success || !ours.success || theirs.data.id === ours.data.id;
  });
}

function byName({ name }: JsonObject): string | undefined {
  return typeof name === "string" ? nameFilter(name) : undefined;
}

/** Source and target connections cannot be filtered by name. */
function bySpec(body: JsonObject): string | undefined {
  const parsed = specReference.safeParse(body.connectionSpec);
  return parsed.success ? `connectionSpec.id==${parsed.data.id}` : undefined;
}

function quoted(name: unknown): string {
  return typeof name === "string" ? `"${name}"` : "without a name";
}
