/** Objects as AEP answers them: two dataflows that share a schema, one from a webhook, one from files. */

export const CANARY = "canary-credential";

const SCHEMA = "https://ns.adobe.com/acme/schemas/1f1b";
const FIELDS = "https://ns.adobe.com/acme/mixins/2a2b";
const DATASET = "63ec807d3f5ce91bd2d06c65";
const ACCOUNT = "133bb51f-f310-4b4a-b8b2-731aef1e223c";
const WEBHOOK = {
  source: "246d052c-f310-4b4a-b8b2-731aef1e223c",
  target: "da8b75ad-f6ee-4991-95df-291e62936e98",
};
const FILES = {
  source: "7d0f1c5e-f310-4b4a-b8b2-731aef1e223c",
  target: "e0c1b2a3-f6ee-4991-95df-291e62936e98",
};
const contentType = "application/vnd.adobe.xed-full+json;version=1";

interface LiveObject {
  readonly kind: string;
  readonly id: string;
  readonly live: Readonly<Record<string, unknown>>;
}

const target = (id: string, name: string, format: string): LiveObject => ({
  kind: "TargetConnection",
  id,
  live: {
    id,
    etag: '"1"',
    state: "enabled",
    name,
    connectionSpec: { id: "c604ff05-7f1a-43c0-8e18-33bf874cb11c", version: "1.0" },
    data: { format, schema: { id: SCHEMA, version: contentType } },
    params: { dataSetId: DATASET },
  },
});

const mappingSet = (id: string, version: number): LiveObject => ({
  kind: "MappingSet",
  id,
  live: {
    id,
    version,
    outputSchema: { schemaRef: { id: SCHEMA, contentType } },
    mappings: [
      { sourceAttribute: "data.email", destinationXdmPath: "_acme.email", identity: false, version: 0 },
    ],
  },
});

export const LIVE_OBJECTS: readonly LiveObject[] = [
  {
    kind: "IdentityNamespace",
    id: "10042",
    live: {
      id: 10042,
      code: "ShopCustomer",
      name: "Customers of the shop",
      idType: "CROSS_DEVICE",
      custom: true,
    },
  },
  {
    kind: "FieldGroup",
    id: FIELDS,
    live: {
      $id: FIELDS,
      version: "1.2",
      title: 'Fields of "orders"',
      description: "",
      "meta:intendedToExtend": ["https://ns.adobe.com/xdm/context/experienceevent"],
      definitions: {
        customFields: {
          properties: {
            _acme: {
              type: "object",
              "meta:xdmType": "object",
              properties: {
                email: { type: "string", "meta:xdmType": "string" },
                customer: { type: "string", title: "Customer" },
                total: { type: "number", minimum: 0 },
              },
            },
          },
        },
      },
      allOf: [{ $ref: "#/definitions/customFields" }],
    },
  },
  {
    kind: "Schema",
    id: SCHEMA,
    live: {
      $id: SCHEMA,
      version: "1.3",
      title: "Orders",
      description: "What customers order",
      "meta:class": "https://ns.adobe.com/xdm/context/experienceevent",
      "meta:immutableTags": ["union"],
      allOf: [
        { $ref: "https://ns.adobe.com/xdm/context/experienceevent" },
        { $ref: FIELDS },
        { $ref: "https://ns.adobe.com/xdm/mixins/web" },
      ],
      identities: [
        {
          "@id": "d1",
          "xdm:sourceProperty": "/_acme/customer",
          "xdm:namespace": "ShopCustomer",
          "xdm:isPrimary": true,
        },
        {
          "@id": "d2",
          "xdm:sourceProperty": "/_acme/email",
          "xdm:namespace": "Email",
          "xdm:isPrimary": false,
        },
      ],
    },
  },
  {
    kind: "Dataset",
    id: DATASET,
    live: { name: "Orders", schemaRef: { id: SCHEMA, contentType } },
  },
  {
    kind: "BaseConnection",
    id: ACCOUNT,
    live: {
      id: ACCOUNT,
      etag: '"2"',
      state: "enabled",
      name: "Files of the shop",
      connectionSpec: { id: "b7bf2577-4520-42c9-bae9-cad01560f7bc", version: "1.0" },
      auth: {
        specName: "Basic Authentication for sftp",
        params: { host: "h", userName: "u", password: CANARY },
      },
    },
  },
  {
    kind: "SourceConnection",
    id: WEBHOOK.source,
    live: {
      id: WEBHOOK.source,
      etag: '"3"',
      state: "enabled",
      name: "Customer.io",
      connectionSpec: { id: "96479064-7b8a-4d69-b9ed-21c5683837ea", version: "1.0" },
      data: { format: "json" },
      providerId: "521eee4d-8cbe-4906-bb48-fb6bd4450033",
    },
  },
  {
    kind: "SourceConnection",
    id: FILES.source,
    live: {
      id: FILES.source,
      etag: '"4"',
      state: "enabled",
      name: "Order files",
      connectionSpec: { id: "b7bf2577-4520-42c9-bae9-cad01560f7bc", version: "1.0" },
      baseConnectionId: ACCOUNT,
      data: { format: "delimited", properties: { columnDelimiter: ";" } },
      params: { path: "/orders", type: "folder", recursive: true },
    },
  },
  target(WEBHOOK.target, "Orders in the lake", "json"),
  target(FILES.target, "Orders in the lake", "parquet_xdm"),
  mappingSet("59c0e53a2dc84f7791ecc1b3d6e51d5e", 2),
  mappingSet("6ad1f64b3ed95f8802fdd2c4e7f62e6f", 3),
  {
    kind: "Flow",
    id: "8a1b2c3d-0000-4000-8000-000000000001",
    live: {
      id: "8a1b2c3d-0000-4000-8000-000000000001",
      etag: '"5"',
      state: "enabled",
      name: "Orders",
      flowSpec: { id: "e77fde5a-22a8-11ed-861d-0242ac120002", version: "1.0" },
      sourceConnectionIds: [WEBHOOK.source],
      targetConnectionIds: [WEBHOOK.target],
      transformations: [
        { name: "Mapping", params: { mappingId: "59c0e53a2dc84f7791ecc1b3d6e51d5e", mappingVersion: "2" } },
      ],
      options: { inletUrl: "https://dcs.adobedc.net/collection/1f" },
      labels: ["core/C1"],
    },
  },
  {
    kind: "Flow",
    id: "8a1b2c3d-0000-4000-8000-000000000002",
    live: {
      id: "8a1b2c3d-0000-4000-8000-000000000002",
      etag: '"6"',
      state: "disabled",
      name: "Orders",
      description: "Stopped for the summer",
      flowSpec: { id: "9753525b-82c7-4dce-8a9b-5ccfce2b9876", version: "1.0" },
      sourceConnectionIds: [FILES.source],
      targetConnectionIds: [FILES.target],
      transformations: [
        { name: "Mapping", params: { mappingId: "6ad1f64b3ed95f8802fdd2c4e7f62e6f", mappingVersion: 1 } },
      ],
      scheduleParams: { startTime: "1612310475", frequency: "day", interval: "1", backfill: "false" },
      options: { partialIngestionPercent: 5, sampleOption: true },
    },
  },
];
