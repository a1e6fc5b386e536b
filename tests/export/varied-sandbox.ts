import { z } from "zod";
import { SOURCES } from "../../provider/catalogue/sources";
import type { PlatformUser } from "../support/emulator";

/** A sandbox as years of use leave it: made through AEP's API alone, by somebody who never heard of Pulumi. */

const REGISTRY = "/data/foundation/schemaregistry/tenant";
const CATALOG = "/data/foundation/catalog/dataSets";
const DATA_PREP = "/data/foundation/conversion/mappingSets";
const FLOW_SERVICE = "/data/foundation/flowservice";

const EVENT = "https://ns.adobe.com/xdm/context/experienceevent";
const PROFILE = "https://ns.adobe.com/xdm/context/profile";
const CONTENT_TYPE = "application/vnd.adobe.xed-full+json;version=1";

const STREAMING = "e77fde5a-22a8-11ed-861d-0242ac120002";
const HTTP_API = "c1a19761-d2c7-4702-b9fa-fe91f0613e81";
const FILES = "9753525b-82c7-4dce-8a9b-5ccfce2b9876";
const TABLES = "14518937-270c-4525-bdec-c2ba7cce3860";
const DATA_LAKE = "c604ff05-7f1a-43c0-8e18-33bf874cb11c";

/** Must be nowhere in what is exported. */
export const CANARY = "canary-credential-of-an-account";

/** How flows are called by people: quotes, umlauts, other scripts, code, and the same name more than once. */
const FLOW_NAMES = [
  'Bestellungen für "Österreich" – täglich',
  "Orders",
  "Orders",
  "orders",
  "🚀🚀",
  "日本の注文",
  "Line\u2028break */ {process.exit(1)} `and` \\ backslash",
  "2024 orders",
  "class",
  "L'été, c'est l'été; DROP TABLE flows",
] as const;

const PROFILE_TAGS = { unifiedProfile: ["enabled:true", "isUpsert:true"], team: ["crm", "shop"] };

export interface VariedSandbox {
  readonly flowIds: readonly string[];
  /** Not finished by whoever began it. */
  readonly draftId: string;
}

/** @param count of dataflows */
export async function makeVariedSandbox(user: PlatformUser, count: number): Promise<VariedSandbox> {
  const made = maker(user);
  const schemas: readonly LandingSchema[] = await makeSchemas(made);
  const account = (name: string, source: keyof typeof SOURCES, specName: string, params: object) =>
    made.id("connections", {
      name,
      description: "",
      connectionSpec: { id: SOURCES[source].connectionSpecId, version: "1.0" },
      auth: { specName, params },
    });
  const accounts = {
    sftp: await account("Files of the shop", "sftp", "Basic Authentication for sftp", {
      host: "sftp.example.com",
      userName: "loader",
      password: CANARY,
    }),
    mysql: await account("Tables of the shop", "mysql", "Connection String Based Authentication", {
      connectionString: `Server=db;UID=x;PWD=${CANARY}`,
    }),
    "http-api": await account("HTTP-Eingang für Ereignisse", "http-api", "Streaming Connection", {
      dataType: "raw",
      sourceId: "shop",
      name: "shop",
    }),
  };
  const flowIds: string[] = [];
  for (let index = 0; index < count; index++) {
    flowIds.push(await makeFlow(made, index, pick(schemas, index), accounts));
  }
  const draftId = await made.id("flows?mode=draft", {
    name: "Begun on a Friday",
    flowSpec: { id: STREAMING, version: "1.0" },
    sourceConnectionIds: [
      await made.id("sourceConnections?mode=draft", {
        name: "Begun on a Friday",
        connectionSpec: { id: SOURCES.customerio.connectionSpecId, version: "1.0" },
        data: { format: "json" },
      }),
    ],
    targetConnectionIds: [
      await made.id("targetConnections", {
        name: "Begun on a Friday",
        connectionSpec: { id: DATA_LAKE, version: "1.0" },
        data: { format: "json", schema: { id: pick(schemas, 0).id, version: CONTENT_TYPE } },
        params: { dataSetId: pick(schemas, 0).datasetId },
      }),
    ],
  });
  return { flowIds, draftId };
}

interface LandingSchema {
  readonly id: string;
  readonly datasetId: string;
}

interface Maker {
  id(collection: string, body: object): Promise<string>;
  uri(collection: string, body: object): Promise<string>;
  dataset(body: object): Promise<string>;
  mappingSet(body: object): Promise<string>;
  replaceMappingSet(id: string, body: object): Promise<void>;
  namespace(code: string): Promise<void>;
  /** Makes a field an identity. */
  identity(schemaId: string, path: string, namespace: string, isPrimary: boolean): Promise<void>;
  /** Gives a field another name in the user interface, by a descriptor that no program can declare. */
  displayName(schemaId: string, path: string, title: string): Promise<void>;
  joinUnion(schemaId: string): Promise<void>;
  act(flowId: string, operation: "enable" | "disable"): Promise<void>;
}

function maker(user: PlatformUser): Maker {
  const send = async (path: string, body: object, method = "POST") => {
    const answer = await user(path, { method, body });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const idOf = (body: unknown) => z.object({ id: z.string() }).parse(body).id;
  return {
    id: async (collection, body) => idOf(await send(`${FLOW_SERVICE}/${collection}`, body)),
    uri: async (collection, body) =>
      z.object({ $id: z.string() }).parse(await send(`${REGISTRY}/${collection}`, body)).$id,
    dataset: async (body) => {
      const [reference] = z.tuple([z.string()]).parse(await send(CATALOG, body));
      return reference.replace("@/dataSets/", "");
    },
    mappingSet: async (body) => idOf(await send(DATA_PREP, body)),
    replaceMappingSet: async (id, body) => {
      await send(`${DATA_PREP}/${id}`, body, "PUT");
    },
    namespace: async (code) => {
      const path = "/data/core/idnamespace/identities";
      await send(path, {
        name: `Kundennummer "${code}"`,
        code,
        idType: "Cross_device",
        description: "Nummern",
      });
    },
    identity: async (schemaId, path, namespace, isPrimary) => {
      await send(`${REGISTRY}/descriptors`, {
        "@type": "xdm:descriptorIdentity",
        "xdm:sourceSchema": schemaId,
        "xdm:sourceVersion": 1,
        "xdm:sourceProperty": path,
        "xdm:namespace": namespace,
        "xdm:property": "xdm:code",
        "xdm:isPrimary": isPrimary,
      });
    },
    displayName: async (schemaId, path, title) => {
      await send(`${REGISTRY}/descriptors`, {
        "@type": "xdm:alternateDisplayInfo",
        "xdm:sourceSchema": schemaId,
        "xdm:sourceVersion": 1,
        "xdm:sourceProperty": path,
        "xdm:title": { de_de: title },
      });
    },
    joinUnion: async (schemaId) => {
      const operations = [{ op: "add", path: "/meta:immutableTags", value: ["union"] }];
      await send(`${REGISTRY}/schemas/${encodeURIComponent(schemaId)}`, operations, "PATCH");
    },
    act: async (flowId, operation) => {
      await send(`${FLOW_SERVICE}/flows/${flowId}/action?op=${operation}`, {});
    },
  };
}

async function makeSchemas(made: Maker): Promise<LandingSchema[]> {
  const fieldGroup = (title: string, xdmClass: string, properties: object) =>
    made.uri("fieldgroups", {
      type: "object",
      title,
      description: "",
      "meta:intendedToExtend": [xdmClass],
      definitions: {
        customFields: {
          type: "object",
          properties: { _extconndev: { type: "object", properties } },
        },
      },
      allOf: [{ $ref: "#/definitions/customFields", type: "object" }],
    });
  const text = { type: "string" };
  const order = await fieldGroup("Order fields", EVENT, {
    number: { type: "string", title: "Number", description: "Of the order" },
    total: { type: "number", minimum: 0 },
    state: { type: "string", enum: ["open", "paid"], "meta:enum": { open: "Open", paid: "Paid" } },
    placed: { type: "string", format: "date-time" },
    quantity: { type: "integer", minimum: -2147483648, maximum: 2147483647, "meta:xdmType": "int" },
    buyer: {
      type: "object",
      title: "Buyer",
      properties: { email: text, born: { type: "string", format: "date" } },
    },
    lines: { type: "array", items: { type: "object", properties: { sku: text, gift: { type: "boolean" } } } },
  });
  const more = await fieldGroup('Felder "Übersicht"', EVENT, {
    campaign: text,
    attributes: { type: "object", "meta:xdmType": "map", additionalProperties: { type: "string" } },
  });
  const person = await fieldGroup("Person fields", PROFILE, {
    customerId: text,
    email: text,
    "first-name": text,
  });
  const schema = (title: string, description: string, xdmClass: string, fieldGroups: readonly string[]) =>
    made.uri("schemas", {
      type: "object",
      title,
      description,
      allOf: [xdmClass, ...fieldGroups].map(($ref) => ({ $ref })),
    });
  const dataset = (name: string, id: string, rest: object = {}) =>
    made.dataset({ name, schemaRef: { id, contentType: CONTENT_TYPE }, ...rest });
  const events = await schema("Bestellungen", "Alle Bestellungen", EVENT, [order, more]);
  const bare = await schema("Orders only", "", EVENT, [order]);
  const profiles = await schema("Kunden (Profile)", "", PROFILE, [person]);
  await made.namespace("ShopKunde");
  await made.identity(profiles, "/_extconndev/customerId", "ShopKunde", true);
  await made.identity(profiles, "/_extconndev/email", "Email", false);
  await made.displayName(profiles, "/_extconndev/email", "E-Mail-Adresse");
  await made.joinUnion(profiles);
  return [
    { id: events, datasetId: await dataset("Bestellungen", events, { description: "Aus allen Kanälen" }) },
    { id: events, datasetId: await dataset("Bestellungen", events) },
    { id: bare, datasetId: await dataset("orders only", bare) },
    { id: profiles, datasetId: await dataset("Kunden", profiles, { tags: PROFILE_TAGS }) },
  ];
}

async function makeFlow(
  made: Maker,
  index: number,
  { id: schemaId, datasetId }: LandingSchema,
  accounts: Readonly<Record<"sftp" | "mysql" | "http-api", string>>,
): Promise<string> {
  const name =
    index < FLOW_NAMES.length ? pick(FLOW_NAMES, index) : `${pick(FLOW_NAMES, index)} ${index % 7}`;
  const shape = SHAPES[index % SHAPES.length] ?? "webhook";
  const isBatch = shape === "files" || shape === "tables";
  const { source, flowSpec } = sourceOf(shape, index, name, accounts);
  const sourceId = await made.id("sourceConnections", source);
  const targetId = await made.id("targetConnections", {
    name: `${name} target`,
    description: index % 3 === 0 ? `To dataset "${datasetId}"` : "",
    connectionSpec: { id: DATA_LAKE, version: "1.0" },
    data: {
      format: isBatch ? "parquet_xdm" : "json",
      schema: { id: schemaId, version: CONTENT_TYPE },
    },
    params: { dataSetId: datasetId },
  });
  const mappings = mappingsOf(index);
  const set = { outputSchema: { schemaRef: { id: schemaId, contentType: CONTENT_TYPE } }, mappings };
  const mappingId = await made.mappingSet(set);
  // Some sets were edited since: their flows follow, or still run what they pinned.
  if (index % 4 === 1) await made.replaceMappingSet(mappingId, set);
  const mappingVersion = index % 8 === 1 ? 1 : 0;
  const flowId = await made.id("flows", {
    name,
    description: index % 2 === 0 ? `Flow ${index}: "täglich"` : "",
    flowSpec: { id: flowSpec, version: "1.0" },
    sourceConnectionIds: [sourceId],
    targetConnectionIds: [targetId],
    transformations: [
      ...(shape === "tables" && index % 3 !== 0
        ? [
            {
              name: "Copy",
              params: { deltaColumn: { name: "updated_at", dateFormat: "YYYY-MM-DD", timezone: "UTC" } },
            },
          ]
        : []),
      {
        name: "Mapping",
        params: { mappingId, mappingVersion: index % 3 === 0 ? String(mappingVersion) : mappingVersion },
      },
    ],
    ...(isBatch && { scheduleParams: scheduleOf(index) }),
    ...(index % 10 === 4 && { options: { errorDiagnosticsEnabled: true, partialIngestionPercent: 5 } }),
  });
  if (index % 6 === 5) await made.act(flowId, "disable");
  return flowId;
}

const SHAPES = ["webhook", "http-api", "files", "webhook", "tables"] as const;
const WEBHOOKS = ["customerio", "chatlio", "lava", "pendo"] as const;

function sourceOf(
  shape: (typeof SHAPES)[number],
  index: number,
  name: string,
  accounts: Readonly<Record<"sftp" | "mysql" | "http-api", string>>,
) {
  const spec = (source: keyof typeof SOURCES) => ({ id: SOURCES[source].connectionSpecId, version: "1.0" });
  const common = { name: `${name} source`, description: "" };
  switch (shape) {
    case "webhook":
      return {
        flowSpec: STREAMING,
        source: {
          ...common,
          connectionSpec: spec(pick(WEBHOOKS, index)),
          data: { format: "json" },
          ...(index % 2 === 0 && { providerId: SOURCES.customerio.providerId }),
        },
      };
    case "http-api":
      return {
        flowSpec: HTTP_API,
        source: {
          ...common,
          connectionSpec: spec("http-api"),
          baseConnectionId: accounts["http-api"],
          data: { format: "json" },
        },
      };
    case "files":
      return {
        flowSpec: FILES,
        source: {
          ...common,
          connectionSpec: spec("sftp"),
          baseConnectionId: accounts.sftp,
          data: { format: "delimited", properties: { columnDelimiter: ";" } },
          params: { path: `/in/${index}/Übersicht.csv`, type: "file", recursive: true },
        },
      };
    case "tables":
      return {
        flowSpec: TABLES,
        source: {
          ...common,
          connectionSpec: spec("mysql"),
          baseConnectionId: accounts.mysql,
          data: { format: "tabular" },
          params: { tableName: `orders_${index}`, columns: [{ name: "id", type: "string" }] },
        },
      };
  }
}

/** Today's words, those of the tutorials, and those of AEP's answers. */
function mappingsOf(index: number): object[] {
  if (index % 4 === 3) return [{ source: "customer.id", destination: "_extconndev.customerId" }];
  if (index % 2 === 0) {
    return [
      { sourceAttribute: "number", destinationXdmPath: "_extconndev.number", identity: false, version: 0 },
      {
        sourceExpression: 'upper("_extconndev" + buyer.email)',
        destinationXdmPath: "_extconndev.buyer.email",
        identity: false,
        version: 0,
      },
    ];
  }
  return [
    { sourceType: "ATTRIBUTE", source: "number", destination: "_extconndev.number" },
    { sourceType: "EXPRESSION", source: "total * 1.2", destination: "_extconndev.total" },
    { sourceType: "STATIC", source: "shop", destination: "_extconndev.state" },
  ];
}

/** Begun by the time that anybody looks, or far ahead. */
function scheduleOf(index: number): object {
  const now = Math.ceil(Date.now() / 1000);
  if (index % 3 === 0) return { startTime: 4_102_444_800, frequency: "once" };
  if (index % 3 === 1) return { startTime: now + 2, frequency: "minute", interval: 15, backfill: false };
  return { startTime: now + 2, frequency: "day", interval: 1, backfill: true };
}

function pick<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new Error("There is nothing to pick from.");
  return item;
}
