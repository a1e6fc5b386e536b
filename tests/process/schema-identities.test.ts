import { unknownValue } from "../support/provider-client";
import { type Properties, type ProviderProcess, ResourceInitFailed } from "../support/provider-process";
import { describeIdentity, idOfDescriptor, listedDescriptors } from "./descriptors";
import { addressOf, edited, objectKind } from "./objects";
import {
  done,
  errorOf,
  type Fault,
  type Foundation,
  held,
  logged,
  PATHS,
  type Platform,
  startPlatform,
} from "./platform";

/** Identities and the union: in AEP they are written by requests of their own, in the program they belong to the schema. */
const schema = objectKind("schema");

let platform: Platform;
let provider: ProviderProcess;
let foundation: Foundation;

beforeAll(async () => {
  platform = await startPlatform();
  provider = platform.provider;
});

beforeEach(async () => {
  foundation = await platform.reset();
});

afterAll(() => platform?.stop());

const EMAIL = { sourceProperty: "_{TENANT_ID}.email", namespace: "Email", isPrimary: true };
const METRIC = { sourceProperty: "/_{TENANT_ID}/metricx", namespace: "Phone" };
const UNION = { immutableTags: ["union"] };

const descriptorsOf = (id: string) => listedDescriptors(platform.colleague, id);
const descriptorId = (id: string, property: string) => idOfDescriptor(platform.colleague, id, property);
const describeAs = (id: string, property: string, namespace: string, isPrimary = false) =>
  describeIdentity(platform.colleague, id, { property, namespace, isPrimary });

const inputs = (more: Properties) => edited(schema.inputs(foundation), more);
const identified = () => inputs({ identities: [EMAIL, METRIC] });
const profile = () => inputs({ identities: [EMAIL], ...UNION });

async function made(declared: Properties) {
  const { id, outputs } = await provider.create("schema", declared);
  return { id, outputs, sent: await platform.sent(), address: addressOf(schema, id) };
}

async function initFailure(call: Promise<unknown>): Promise<ResourceInitFailed> {
  const error = await errorOf(call);
  if (!(error instanceof ResourceInitFailed)) throw error;
  return error;
}

it("makes schema, descriptors and union in this order, and reads back as declared", async () => {
  const { id, outputs, sent, address } = await made(inputs({ identities: [METRIC, EMAIL], ...UNION }));
  expect(sent).toEqual(["POST schemas", "POST descriptors", "POST descriptors", "PATCH schemas"]);
  expect(outputs).not.toHaveProperty("pending");
  expect(outputs.version).toBe("1.1");
  expect(await descriptorsOf(id)).toEqual(["/_extconndev/email Email primary", "/_extconndev/metricx Phone"]);
  expect(await held(platform.colleague, address)).toMatchObject({ "meta:immutableTags": ["union"] });

  const declared = inputs({ identities: [METRIC, EMAIL], ...UNION });
  const read = await provider.read("schema", id, outputs);
  expect(await platform.sent()).toEqual(["GET schemas", "GET descriptors"]);
  expect(read.inputs).toEqual(declared);
  expect((await provider.diff("schema", id, read.outputs, declared)).changes).toBe(false);
});

it("asks for descriptors only where identities are declared", async () => {
  const { id, outputs } = await made(schema.inputs(foundation));
  await describeAs(id, "/_extconndev/email", "Email");
  const read = await provider.read("schema", id, outputs);
  expect(await platform.sent()).toEqual(["GET schemas"]);
  expect(read.inputs).toEqual(schema.inputs(foundation));
});

describe("a change of the list", () => {
  it.each([
    ["one more", [EMAIL], [EMAIL, METRIC], ["POST descriptors"]],
    ["another namespace", [EMAIL, METRIC], [EMAIL, { ...METRIC, namespace: "ECID" }], ["PUT descriptors"]],
    ["one less", [EMAIL, METRIC], [EMAIL], ["DELETE descriptors"]],
    ["none any more", [EMAIL, METRIC], undefined, ["DELETE descriptors", "DELETE descriptors"]],
    [
      "another primary one",
      [EMAIL, METRIC],
      [
        { ...EMAIL, isPrimary: false },
        { ...METRIC, isPrimary: true },
      ],
      ["PUT descriptors", "PUT descriptors"],
    ],
    ["another field", [EMAIL], [{ ...METRIC, isPrimary: true }], ["DELETE descriptors", "POST descriptors"]],
  ])("%s is written to descriptors alone", async (_what, before, after, writes) => {
    const { id, outputs } = await made(inputs({ identities: before }));
    const desired = inputs({ identities: after });
    expect(await provider.diff("schema", id, outputs, desired)).toEqual({
      changes: true,
      replaces: [],
      deleteBeforeReplace: false,
    });
    const updated = await provider.update("schema", id, outputs, desired);
    expect(await platform.sent()).toEqual(["GET schemas", "GET descriptors", ...writes]);
    const names = (after ?? []).map(
      ({ sourceProperty, namespace, ...rest }) =>
        `${sourceProperty.endsWith("email") ? "/_extconndev/email" : "/_extconndev/metricx"} ${namespace}` +
        ("isPrimary" in rest && rest.isPrimary ? " primary" : ""),
    );
    expect(await descriptorsOf(id)).toEqual(names.sort());
    expect((await provider.read("schema", id, updated)).inputs).toEqual(desired);
    expect(platform.warnings()).toEqual([]);
  });

  it("of spelling alone is none", async () => {
    const { id, outputs } = await made(inputs({ identities: [EMAIL, METRIC] }));
    const spelt = inputs({
      identities: [
        { ...METRIC, sourceProperty: "_{TENANT_ID}.metricx", namespace: "PHONE", isPrimary: false },
        EMAIL,
      ],
    });
    expect((await provider.diff("schema", id, outputs, spelt)).changes).toBe(false);
  });

  it("comes together with a further field group, which is written first", async () => {
    const { id, outputs } = await made(inputs({ identities: [EMAIL] }));
    const { otherFieldGroupId, fieldGroupId } = foundation;
    const further = { sourceProperty: "_{TENANT_ID}.further", namespace: "Phone" };
    const desired = inputs({
      fieldGroups: [fieldGroupId, otherFieldGroupId],
      identities: [EMAIL, further],
      ...UNION,
    });
    await provider.update("schema", id, outputs, desired);
    expect(await platform.sent()).toEqual([
      "GET schemas",
      "GET descriptors",
      "PATCH schemas",
      "POST descriptors",
      "PATCH schemas",
    ]);
  });
});

describe("changed elsewhere", () => {
  it("shows as drift, and is repaired; what others added stays", async () => {
    const { id, outputs } = await made(identified());
    const metric = `${PATHS.registry}/descriptors/${await descriptorId(id, "/_extconndev/metricx")}`;
    await done(platform.colleague(metric, { method: "DELETE" }));
    await describeAs(id, "/_extconndev/city", "ECID");
    const read = await provider.read("schema", id, outputs);
    expect(read.inputs).toEqual(inputs({ identities: [EMAIL] }));
    await logged();
    expect(platform.warnings()).toEqual([
      expect.stringContaining("identities[/_{TENANT_ID}/metricx] removed"),
    ]);
    await platform.sent();
    await provider.update("schema", id, read.outputs, identified());
    expect((await platform.sent()).slice(2)).toEqual(["POST descriptors"]);
    expect(await descriptorsOf(id)).toEqual([
      "/_extconndev/city ECID",
      "/_extconndev/email Email primary",
      "/_extconndev/metricx Phone",
    ]);
  });

  it("is taken over by adoption without a write", async () => {
    const { id } = await made(identified());
    const other = await platform.another();
    const adopted = await other.create("schema", { ...identified(), __adopt: id });
    expect(await platform.sent()).toEqual(["GET schemas", "GET descriptors"]);
    expect((await other.diff("schema", id, adopted.outputs, identified())).changes).toBe(false);
  });
});

const DESCRIPTOR = { method: "POST", path: "/descriptors$" };
const REFUSED = { status: 403, body: { title: "Forbidden" } };

describe.each<readonly [string, Fault, readonly string[]]>([
  [
    "the first descriptor is refused",
    { ...DESCRIPTOR, action: REFUSED },
    ["POST descriptors", "POST descriptors", "PATCH schemas"],
  ],
  [
    "the second descriptor is refused",
    { ...DESCRIPTOR, nth: 2, action: REFUSED },
    ["POST descriptors", "PATCH schemas"],
  ],
  ["the union is refused", { method: "PATCH", path: "/schemas/", action: REFUSED }, ["PATCH schemas"]],
])("after a creation in which %s", (_what, fault, rest) => {
  const declared = () => inputs({ identities: [METRIC, EMAIL], ...UNION });

  it("the next update makes the rest, and nothing twice", async () => {
    await platform.fail(fault);
    const failure = await initFailure(provider.create("schema", declared()));
    expect(failure.keepsProvider).toBe(true);
    expect(failure.properties).toMatchObject({ ...declared(), pending: ["identities", "immutableTags"] });
    await platform.fail();
    await platform.sent();
    expect((await provider.diff("schema", failure.id, failure.properties, declared())).changes).toBe(true);
    const outputs = await provider.update("schema", failure.id, failure.properties, declared());
    expect(await platform.sent()).toEqual(["GET schemas", "GET descriptors", ...rest]);
    expect(outputs).not.toHaveProperty("pending");
    expect(await descriptorsOf(failure.id)).toHaveLength(2);
    expect((await provider.read("schema", failure.id, outputs)).inputs).toEqual(declared());
    await logged();
    expect(platform.warnings()).toEqual([]);
  });

  it("a refresh shows what is missing, and the next update makes it", async () => {
    await platform.fail(fault);
    const failure = await initFailure(provider.create("schema", declared()));
    await platform.fail();
    const read = await provider.read("schema", failure.id, failure.properties);
    expect((await provider.diff("schema", failure.id, read.outputs, declared())).changes).toBe(true);
    await platform.sent();
    await provider.update("schema", failure.id, read.outputs, declared());
    expect((await platform.sent()).filter((line) => !line.startsWith("GET "))).toEqual(rest);
  });
});

it("takes an answer that is no list of descriptors for none", async () => {
  const { id, outputs } = await made(identified());
  await platform.fail({
    method: "GET",
    path: "/descriptors$",
    action: { status: 200, body: { unexpected: true } },
  });
  for (const operation of ["read", "delete"] as const)
    expect((await errorOf(provider[operation]("schema", id, outputs))).message).toMatch(
      /Asked AEP to list the descriptors/,
    );
  await platform.fail();
  expect(await descriptorsOf(id)).toHaveLength(2);
});

it("makes one descriptor when the answer to it is lost and the lists are behind", async () => {
  await platform.fail(
    { ...DESCRIPTOR, times: 1, action: "reset-after" },
    { path: "/descriptors$", action: { listLagMilliseconds: 1_000 } },
  );
  const { id, outputs } = await made(profile());
  expect(await descriptorsOf(id)).toEqual(["/_extconndev/email Email primary"]);
  expect(outputs).not.toHaveProperty("pending");
});

describe("the union", () => {
  it("is cautioned against before it is entered, and not afterwards", async () => {
    await provider.check("schema", {}, profile());
    await logged();
    expect(platform.warnings()).toEqual([
      expect.stringMatching(/"Order schema" is going to be enabled for Profile\. This cannot be undone/),
    ]);
    const { outputs } = await made(profile());
    await provider.check("schema", outputs, profile());
    await logged();
    expect(platform.warnings()).toEqual([]);
  });

  it("cautions against another primary identity, and against none, and against nothing else", async () => {
    const declared = inputs({ identities: [EMAIL, METRIC], ...UNION });
    const { outputs } = await made(declared);
    platform.warnings();
    const caution = async (identities: unknown) => {
      const { failures } = await provider.check("schema", outputs, inputs({ identities, ...UNION }));
      expect(failures).toEqual([]);
      await logged();
      return platform.warnings();
    };
    const secondary = { ...EMAIL, isPrimary: false };
    expect(await caution([secondary, { ...METRIC, isPrimary: true }])).toEqual([
      expect.stringMatching(
        /primary identity of the schema "Order schema", which is enabled for Profile, is going to change from \/_\{TENANT_ID\}\/email \(email\) to \/_\{TENANT_ID\}\/metricx \(phone\)\. AEP does not support/,
      ),
    ]);
    expect(await caution([{ ...EMAIL, namespace: unknownValue }])).toEqual([
      expect.stringMatching(/to change from \S+ \(email\) to \S+email\. AEP/),
    ]);
    for (const gone of [[secondary, METRIC], [METRIC], undefined])
      expect(await caution(gone)).toEqual([
        expect.stringContaining("is going to be taken away. AEP does not"),
      ]);
    const respelt = { sourceProperty: "/_{TENANT_ID}/email", namespace: "EMAIL", isPrimary: true };
    for (const harmless of [[respelt], [METRIC, EMAIL]]) expect(await caution(harmless)).toEqual([]);
  });

  it("is not left: the preview refuses", async () => {
    const { outputs } = await made(profile());
    const { failures } = await provider.check("schema", outputs, inputs({ identities: [EMAIL] }));
    expect(failures.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^immutableTags: cannot be taken back/),
    ]);
  });

  it("forbids a replacement that keeps the title, and only that", async () => {
    const { outputs } = await made(profile());
    const changed = { ...profile(), fieldGroups: [foundation.otherFieldGroupId] };
    const { failures } = await provider.check("schema", outputs, changed);
    expect(failures.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^fieldGroups: this change would replace the schema, but AEP never deletes one/),
    ]);
    expect((await provider.check("schema", outputs, { ...changed, title: "Another" })).failures).toEqual([]);
  });

  it("keeps the schema, its identities and its field group when they are destroyed, and says so", async () => {
    const group = await provider.create("fieldGroup", objectKind("fieldGroup").inputs(foundation));
    const member = { sourceProperty: "_{TENANT_ID}.number", namespace: "Email", isPrimary: true };
    const declared = inputs({ fieldGroups: [group.id], identities: [member], ...UNION });
    const { id, outputs } = await made(declared);
    await provider.delete("schema", id, outputs);
    await provider.delete("fieldGroup", group.id, group.outputs);
    await logged();
    expect(platform.warnings()).toEqual([
      expect.stringContaining(
        `AEP does not let the schema "Order schema" (${id}) be deleted. It stays there`,
      ),
      expect.stringContaining(
        `AEP does not let the field group "Orders" (${group.id}) be deleted. It stays there`,
      ),
    ]);
    expect(await descriptorsOf(id)).toHaveLength(1);

    // Who comes back is told what is in the way, and how to take it over.
    const other = await platform.another();
    for (const [kind, wanted, there] of [
      ["fieldGroup", objectKind("fieldGroup").inputs(foundation), group.id],
      ["schema", declared, id],
    ] as const) {
      const { message } = await errorOf(other.create(kind, wanted));
      expect(message).toMatch(/1521/);
      expect(message).toContain(`adopt: "${there}"`);
    }
    const adopted = await other.create("schema", { ...declared, __adopt: id });
    expect((await other.diff("schema", id, adopted.outputs, declared)).changes).toBe(false);
  });
});

describe("a second primary identity", () => {
  const descriptor = objectKind("identityDescriptor");
  const named =
    /primary identity is \/_extconndev\/email \(Email\), by the identity descriptor \w+, and a schema has only one/;

  it("is refused by the name of the first, as a descriptor of its own", async () => {
    await provider.create("identityDescriptor", descriptor.inputs(foundation));
    const other = { ...descriptor.inputs(foundation), sourceProperty: "_{TENANT_ID}.metricx" };
    expect((await errorOf(provider.create("identityDescriptor", other))).message).toMatch(named);
    const secondary = { ...other, isPrimary: false };
    const { id, outputs } = await provider.create("identityDescriptor", secondary);
    expect((await errorOf(provider.update("identityDescriptor", id, outputs, other))).message).toMatch(named);
  });

  it("is refused by the name of the first, as an identity of the schema", async () => {
    const { id, outputs } = await made(inputs({}));
    await provider.create("identityDescriptor", { ...descriptor.inputs(foundation), sourceSchema: id });
    const theirs = inputs({ identities: [{ ...METRIC, isPrimary: true }] });
    expect((await errorOf(provider.update("schema", id, outputs, theirs))).message).toMatch(named);
  });
});

it("refuses a field that occurs twice, two primary identities, and paths that are none", async () => {
  const reasons = async (identities: readonly unknown[]) =>
    (await provider.check("schema", {}, inputs({ identities }))).failures.map(({ reason }) => reason);
  expect(await reasons([METRIC, { ...METRIC, sourceProperty: "_{TENANT_ID}.metricx" }])).toEqual([
    expect.stringMatching(/^identities\[1\]\.sourceProperty: occurs twice/),
  ]);
  expect(await reasons([EMAIL, { ...METRIC, isPrimary: true }])).toEqual([
    expect.stringMatching(/^identities\[1\]\.isPrimary: a schema has one primary identity/),
  ]);
  expect(await reasons([{ ...EMAIL, sourceProperty: "/_{TENANT_ID}/properties/email" }])).toEqual([
    expect.stringMatching(/leaves out the schema's "properties"/),
  ]);
});
