import { type Bench, type Client, paths, startBench } from "./client";
import { makeDataset } from "./tutorial";

let bench: Bench;
let client: Client;
let schemaId: string;
beforeEach(async () => {
  bench = await startBench();
  client = bench.client;
  ({ schemaId } = await makeDataset(client));
});
afterEach(() => bench.emulator.close());

const path = `${paths.registry}/tenant/descriptors`;
const describe = (type: string, members: object) =>
  client.post(path, {
    "@type": `xdm:${type}`,
    "xdm:sourceSchema": schemaId,
    "xdm:sourceVersion": 1,
    ...members,
  });
const source = { "xdm:sourceProperty": "/_extconndev/email" };
const identity = { ...source, "xdm:namespace": "Email", "xdm:property": "xdm:code", "xdm:isPrimary": true };

test("every type of the guide is made, read back and listed under its type", async () => {
  const destination = { "xdm:destinationSchema": schemaId, "xdm:destinationVersion": 1 };
  const made = {
    descriptorIdentity: identity,
    alternateDisplayInfo: { ...source, "xdm:title": { en_us: "Mail" } },
    descriptorOneToOne: { ...source, ...destination },
    descriptorRelationship: { ...source, ...destination, "xdm:cardinality": "M:1" },
    descriptorReferenceIdentity: { ...source, "xdm:identityNamespace": "Email" },
    descriptorPrimaryKey: { "xdm:sourceProperty": ["/_extconndev/email", "/_extconndev/cio_id"] },
    descriptorVersion: source,
    descriptorTimestamp: source,
    descriptorDeprecated: source,
    descriptorLabel: { ...source, "xdm:labels": ["C1"] },
  };
  for (const [type, members] of Object.entries(made)) {
    const answer = await describe(type, members);
    expect([type, answer.status]).toEqual([type, 201]);
    const read = await client.get(`${path}/${answer.text("@id")}`);
    expect(read.body).toMatchObject({ "@type": `xdm:${type}`, ...members, created: bench.clock.now });
  }
  const list = await client.get(path, { headers: { accept: "application/vnd.adobe.xdm-id+json" } });
  expect(Object.keys(list.body as object)).toEqual(Object.keys(made).map((type) => `xdm:${type}`));
});

test("what a type lacks, a second primary identity and an unknown destination are refused", async () => {
  expect((await describe("descriptorIdentity", identity)).status).toBe(201);
  for (const [type, members] of [
    ["descriptorIdentity", identity],
    ["descriptorIdentity", { ...identity, "xdm:isPrimary": false, "xdm:namespace": undefined }],
    ["descriptorIdentity", { ...identity, "xdm:isPrimary": false, "xdm:property": "code" }],
    ["descriptorIdentity", { ...identity, "xdm:isPrimary": false, "xdm:sourceProperty": "/email/" }],
    ["descriptorVersion", { "xdm:sourceProperty": "/properties/_extconndev" }],
    ["descriptorRelationship", { ...source, "xdm:destinationSchema": schemaId, "xdm:cardinality": "1:N" }],
    ["descriptorOneToOne", { ...source, "xdm:destinationSchema": "https://ns.adobe.com/x/schemas/none" }],
    ["descriptorNone", source],
  ] as const) {
    expect([type, members, (await describe(type, members)).status]).toEqual([type, members, 400]);
  }
});
