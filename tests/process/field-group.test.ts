import { z } from "zod";
import type { Properties, ProviderProcess } from "../support/provider-process";
import { addressOf, objectKind } from "./objects";
import { done, held, logged, type Platform, startPlatform } from "./platform";

/** Fields in every form that AEP knows: written so that the registry takes them, and read back as they were declared. */
const group = objectKind("fieldGroup");

let platform: Platform;
let provider: ProviderProcess;

beforeAll(async () => {
  platform = await startPlatform();
  provider = platform.provider;
});

beforeEach(async () => {
  await platform.reset();
});

afterAll(() => platform?.stop());

const inputs = (fields: unknown): Properties => ({
  title: "Orders",
  intendedToExtend: ["experienceevent"],
  fields,
});

const EVERY_FORM = {
  text: "string",
  day: "date",
  moment: "date-time",
  flag: "boolean",
  ratio: "number",
  count: "integer",
  tiny: "byte",
  small: "short",
  big: "long",
  "with-dash_and_line": "string",
  titled: { type: "string", title: "A title", description: "A description" },
  colour: { type: "string", enum: ["red", "green"] },
  level: { type: "integer", enum: [1, 2, 3] },
  code: { type: "string", pattern: "^[A-Z]+$", minLength: 1, maxLength: 8 },
  share: { type: "number", minimum: 0, maximum: 1 },
  bounded: { type: "short", minimum: 0 },
  address: {
    type: "object",
    title: "Address",
    fields: { city: "string", geo: { type: "object", fields: { lat: "number", long: "number" } } },
  },
  items: {
    type: "array",
    title: "Items",
    items: {
      type: "object",
      fields: { sku: { type: "string", title: "SKU" }, parts: { type: "array", items: "string" } },
    },
  },
  grid: { type: "array", items: { type: "array", items: "integer" } },
  scores: { type: "map", values: "integer" },
  shops: { type: "map", description: "By id", values: { type: "object", fields: { name: "string" } } },
};

async function make(fields: unknown): Promise<{ id: string; outputs: Properties; inputs: Properties }> {
  const declared = inputs(fields);
  expect((await provider.check("fieldGroup", {}, declared)).failures).toEqual([]);
  const made = await provider.create("fieldGroup", declared);
  await platform.sent();
  return { ...made, inputs: declared };
}

async function expectRead(id: string, outputs: Properties, fields: unknown): Promise<Properties> {
  const read = await provider.read("fieldGroup", id, outputs);
  expect(read.inputs).toEqual(inputs(fields));
  expect((await provider.diff("fieldGroup", id, read.outputs, inputs(fields))).changes).toBe(false);
  return read.outputs;
}

/** The tenant's properties as the registry holds them. */
async function liveProperties(id: string): Promise<Readonly<Record<string, unknown>>> {
  const properties = z.record(z.string(), z.unknown());
  const tenant = z.object({ properties });
  const wrapper = z.object({ properties: z.object({ _extconndev: tenant }) });
  const live = z
    .object({ definitions: z.object({ customFields: wrapper }) })
    .parse(await held(platform.colleague, addressOf(group, id)));
  return live.definitions.customFields.properties._extconndev.properties;
}

function patchAsColleague(id: string, operations: readonly unknown[]): Promise<unknown> {
  return done(platform.colleague(addressOf(group, id), { method: "PATCH", body: operations }));
}

const ROOT = "/definitions/customFields/properties/_extconndev/properties";

it.each(Object.entries(EVERY_FORM))("a field %s reads back as it was declared", async (name, field) => {
  const { id, outputs } = await make({ [name]: field });
  await expectRead(id, outputs, { [name]: field });
});

it("all of them together do, and the decorations that AEP adds do not count", async () => {
  const { id, outputs } = await make(EVERY_FORM);
  await patchAsColleague(id, [
    { op: "add", path: `${ROOT}/text/meta:xdmType`, value: "string" },
    { op: "add", path: `${ROOT}/address/properties/geo/meta:xdmType`, value: "object" },
    { op: "add", path: `${ROOT}/text/title`, value: "Titled in the UI" },
  ]);
  await expectRead(id, outputs, EVERY_FORM);
});

it("each form can be added to an existing group, all in one request", async () => {
  const { id, outputs } = await make({ first: "string" });
  const fields = { first: "string", ...EVERY_FORM };
  const difference = await provider.diff("fieldGroup", id, outputs, inputs(fields));
  expect(difference).toMatchObject({ changes: true, replaces: [] });
  const updated = await provider.update("fieldGroup", id, outputs, inputs(fields));
  expect(await platform.sent()).toEqual(["GET fieldgroups", "PATCH fieldgroups"]);
  await expectRead(id, updated, fields);
  const other = await provider.create("fieldGroup", { ...inputs(fields), title: "Made at once" });
  expect(await liveProperties(id)).toEqual(await liveProperties(other.id));
  expect(await liveProperties(id)).toMatchObject({
    scores: { type: "object", "meta:xdmType": "map", additionalProperties: { type: "integer" } },
    big: { type: "integer", maximum: 9007199254740991 },
    moment: { type: "string", format: "date-time" },
  });
});

it("fields are added at several depths in one request", async () => {
  const before = {
    address: { type: "object", fields: { geo: { type: "object", fields: { lat: "number" } } } },
    items: { type: "array", items: { type: "object", fields: { sku: "string" } } },
    shops: { type: "map", values: { type: "object", fields: { name: "string" } } },
  };
  const after = {
    address: {
      type: "object",
      fields: {
        city: "string",
        geo: { type: "object", fields: { lat: "number", long: { type: "number", title: "Longitude" } } },
      },
    },
    items: {
      type: "array",
      items: {
        type: "object",
        fields: {
          sku: "string",
          parts: { type: "array", items: { type: "object", fields: { id: "long" } } },
        },
      },
    },
    shops: {
      type: "map",
      values: { type: "object", fields: { name: "string", open: { type: "map", values: "boolean" } } },
    },
    note: { type: "string", description: "New at the top" },
  };
  const { id, outputs } = await make(before);
  const updated = await provider.update("fieldGroup", id, outputs, inputs(after));
  expect(await platform.sent()).toEqual(["GET fieldgroups", "PATCH fieldgroups"]);
  expect(updated.version).toBe("1.1");
  await expectRead(id, updated, after);
});

it.each(["toString", "valueOf", "hasOwnProperty"])("a field may be called %s", async (name) => {
  const fields = (more: Properties) => ({
    first: "string",
    inner: { type: "object", fields: { first: "string", ...more } },
    ...more,
  });
  const { id, outputs } = await make(fields({}));
  const after = fields({ [name]: "string" });
  await expectRead(id, await provider.update("fieldGroup", id, outputs, inputs(after)), after);
});

it("titles and descriptions come, change and go in place, at every depth", async () => {
  const labelled = (label: Readonly<Record<string, unknown>>) => ({
    top: { type: "string", ...label },
    list: {
      type: "array",
      items: { type: "object", ...label, fields: { inner: { type: "string", ...label } } },
    },
    map: { type: "map", values: { type: "integer", ...label } },
  });
  const { id, outputs } = await make(labelled({}));
  let recorded = outputs;
  for (const label of [
    { title: "One" },
    { title: "Two", description: "And" },
    { description: "Alone" },
    {},
  ]) {
    expect((await provider.diff("fieldGroup", id, recorded, inputs(labelled(label)))).replaces).toEqual([]);
    const updated = await provider.update("fieldGroup", id, recorded, inputs(labelled(label)));
    expect(await platform.sent()).toEqual(["GET fieldgroups", "PATCH fieldgroups"]);
    recorded = await expectRead(id, updated, labelled(label));
    await platform.sent();
  }
  expect(await liveProperties(id)).toMatchObject({ map: { additionalProperties: { type: "integer" } } });
  expect(JSON.stringify(await liveProperties(id))).not.toMatch(/title|description/);
});

it("a colleague's fields survive an update and are no drift, at every depth", async () => {
  const fields = { address: { type: "object", fields: { city: "string" } }, number: "string" };
  const { id, outputs } = await make(fields);
  await patchAsColleague(id, [
    { op: "add", path: `${ROOT}/theirs`, value: { type: "string" } },
    { op: "add", path: `${ROOT}/address/properties/theirs`, value: { type: "integer" } },
  ]);
  await expectRead(id, outputs, fields);
  const desired = { ...fields, added: "string" };
  const updated = await provider.update("fieldGroup", id, outputs, inputs(desired));
  expect(await liveProperties(id)).toMatchObject({
    theirs: { type: "string" },
    address: { properties: { theirs: { type: "integer" } } },
    added: { type: "string" },
  });
  await expectRead(id, updated, desired);
  await logged();
  expect(platform.warnings()).toEqual([]);
});

it("what a colleague took away is drift, and the next update puts it back", async () => {
  const fields = { address: { type: "object", fields: { city: "string", zip: "string" } }, number: "string" };
  const { id, outputs } = await make(fields);
  await patchAsColleague(id, [
    { op: "remove", path: `${ROOT}/address/properties/zip` },
    { op: "remove", path: `${ROOT}/number` },
  ]);
  const read = await provider.read("fieldGroup", id, outputs);
  expect(read.inputs).toEqual(inputs({ address: { type: "object", fields: { city: "string" } } }));
  expect(await provider.diff("fieldGroup", id, read.outputs, inputs(fields))).toMatchObject({
    changes: true,
    replaces: [],
  });
  const updated = await provider.update("fieldGroup", id, read.outputs, inputs(fields));
  await expectRead(id, updated, fields);
});

it.each([
  ["removing a field", { kept: "string" }],
  ["retyping a field", { kept: "string", gone: "integer" }],
  ["restricting a field", { kept: "string", gone: { type: "string", maxLength: 3 } }],
])("%s replaces, and frees the title first", async (_what, after) => {
  const { id, outputs } = await make({ kept: "string", gone: "string" });
  expect(await provider.diff("fieldGroup", id, outputs, inputs(after))).toEqual({
    changes: true,
    replaces: ["fields"],
    deleteBeforeReplace: true,
  });
});
