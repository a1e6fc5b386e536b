import { addressOf, edited, objectKind, valueAt } from "./objects";
import { done, errorOf, type Foundation, held, type Platform, startPlatform } from "./platform";

/** Datasets for Profile: the switches are the program's, everything else in the tags is somebody else's. */
const dataset = objectKind("dataset");
const schema = objectKind("schema");
const EMAIL = { sourceProperty: "_{TENANT_ID}.email", namespace: "Email", isPrimary: true };

let platform: Platform;
let foundation: Foundation;

beforeAll(async () => {
  platform = await startPlatform();
});

beforeEach(async () => {
  foundation = await platform.reset();
});

afterAll(() => platform?.stop());

const PROFILE = { unifiedProfile: ["enabled:true", "isUpsert:true"], unifiedIdentity: ["enabled: true"] };

function tagged(tags: Readonly<Record<string, readonly string[]>> | undefined) {
  return edited(dataset.inputs(foundation), { tags });
}

/** A dataset on a schema in the union. */
async function made(tags: Parameters<typeof tagged>[0]) {
  const declared = edited(schema.inputs(foundation), { identities: [EMAIL], immutableTags: ["union"] });
  const { id: schemaId } = await platform.provider.create("schema", declared);
  const reference = { schemaRef: { id: schemaId } };
  const inputs = (wanted: typeof tags) => edited(tagged(wanted), reference);
  const { id, outputs } = await platform.provider.create("dataset", inputs(tags));
  await platform.sent();
  const address = addressOf(dataset, id);
  const liveTags = async () => valueAt(await held(platform.colleague, address), "*.tags");
  return { id, outputs, inputs, address, liveTags };
}

async function tagElsewhere(address: string, path: string, value: readonly string[]): Promise<void> {
  await done(
    platform.colleague(address, {
      method: "PATCH",
      headers: { "content-type": "application/json-patch+json" },
      body: [{ op: "add", path, value }],
    }),
  );
}

it("are made for Profile and Identity, and read back as declared", async () => {
  const { id, outputs, inputs, liveTags } = await made(PROFILE);
  expect(await liveTags()).toEqual({
    unifiedProfile: ["enabled:true", "isUpsert:true"],
    unifiedIdentity: ["enabled:true"],
  });
  const read = await platform.provider.read("dataset", id, outputs);
  expect(read.inputs).toEqual(inputs(PROFILE));
  expect((await platform.provider.diff("dataset", id, read.outputs, inputs(PROFILE))).changes).toBe(false);
});

it("are enabled later by one JSON Patch, beside what is there", async () => {
  const { id, outputs, inputs, address, liveTags } = await made(undefined);
  await tagElsewhere(address, "/tags/adobe~1pqs~1table", ["order_events"]);
  const updated = await platform.provider.update("dataset", id, outputs, inputs(PROFILE));
  const [request] = (await platform.emulator.requests()).filter(({ method }) => method === "PATCH");
  expect(request?.headers["content-type"]).toBe("application/json-patch+json");
  expect(request?.body).toEqual([
    { op: "add", path: "/tags/unifiedIdentity", value: ["enabled:true"] },
    { op: "add", path: "/tags/unifiedProfile", value: ["enabled:true", "isUpsert:true"] },
  ]);
  expect(await platform.sent()).toEqual(["GET dataSets", "PATCH dataSets"]);
  expect(await liveTags()).toMatchObject({ "adobe/pqs/table": ["order_events"] });
  expect((await platform.provider.read("dataset", id, updated)).inputs).toEqual(inputs(PROFILE));
});

it("keep what AEP and others add to the very tag, which is no drift", async () => {
  const { id, outputs, inputs, address, liveTags } = await made({ unifiedProfile: ["enabled:true"] });
  await tagElsewhere(address, "/tags/unifiedProfile", ["enabled:true", "enabledAt:2026-11-22"]);
  const read = await platform.provider.read("dataset", id, outputs);
  expect(read.inputs).toEqual(inputs({ unifiedProfile: ["enabled:true"] }));
  expect(platform.warnings()).toEqual([]);
  await platform.provider.update(
    "dataset",
    id,
    outputs,
    inputs({ unifiedProfile: ["enabled:true", "isUpsert:true"] }),
  );
  expect(await liveTags()).toEqual({
    unifiedProfile: ["enabled:true", "enabledAt:2026-11-22", "isUpsert:true"],
  });
});

it("show a switch that somebody turned off, and turn it on again", async () => {
  const { id, outputs, inputs, address, liveTags } = await made(PROFILE);
  await tagElsewhere(address, "/tags/unifiedProfile", ["enabled:false", "isUpsert:true"]);
  const read = await platform.provider.read("dataset", id, outputs);
  expect(read.inputs.tags).toEqual({ ...PROFILE, unifiedProfile: ["enabled:false", "isUpsert:true"] });
  await platform.provider.update("dataset", id, read.outputs, inputs(PROFILE));
  expect(await liveTags()).toMatchObject({ unifiedProfile: ["isUpsert:true", "enabled:true"] });
});

it("turn a switch off that is taken away, and take other tags away whole", async () => {
  const { id, outputs, inputs, liveTags } = await made({
    unifiedProfile: ["enabled:true"],
    "team/owner": ["orders"],
  });
  await platform.provider.update("dataset", id, outputs, inputs(undefined));
  expect(await liveTags()).toEqual({ unifiedProfile: ["enabled:false"] });
});

it("write the name and the tags of one change each in the way that is documented for it", async () => {
  const { id, outputs, inputs } = await made(undefined);
  await platform.provider.update("dataset", id, outputs, { ...inputs(PROFILE), name: "Renamed" });
  expect(await platform.sent()).toEqual(["GET dataSets", "PATCH dataSets", "PATCH dataSets"]);
});

it("say what is missing when the schema is not in the union", async () => {
  const { message } = await errorOf(platform.provider.create("dataset", tagged(PROFILE)));
  expect(message).toMatch(
    /"To enable profile datasets the schema should be valid".*immutableTags: \["union"\]/,
  );
});

it.each([
  [{ "adobe/pqs/table": ["x"] }, /tags\.adobe\/pqs\/table: is reserved/],
  [{ unifiedProfile: ["enabled"] }, /tags\.unifiedProfile: holds switches/],
  [{ unifiedProfile: ["enabled:true", "enabled:false"] }, /says the same thing twice/],
])("refuse %j in the preview", async (tags, said) => {
  const { failures } = await platform.provider.check("dataset", {}, tagged(tags));
  expect(failures.map(({ reason }) => reason)).toEqual([expect.stringMatching(said)]);
});
