import type { Properties, ProviderProcess } from "../support/provider-process";
import {
  addressOf,
  EACH_DELETABLE_KIND,
  EACH_KIND,
  edited,
  firstEdit,
  OBJECT_KINDS,
  type ObjectKind,
  objectKind,
  valueAt,
} from "./objects";
import {
  done,
  errorOf,
  type Foundation,
  held,
  logged,
  type Platform,
  patchAsColleague,
  startPlatform,
} from "./platform";

/** Two people change one object: only what the preview showed is written, and nobody's work is lost. */
const CONDITIONAL = OBJECT_KINDS.filter(({ conditional }) => conditional).map(
  (object) => [object.kind, object] as const,
);
const COLLEAGUE = /was (also )?changed by colleague at 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC/;

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

interface Made {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  readonly address: string;
}

async function make(object: ObjectKind): Promise<Made> {
  const inputs = object.inputs(foundation);
  const { id, outputs } = await provider.create(object.kind, inputs);
  await platform.sent();
  return { id, inputs, outputs, address: addressOf(object, id) };
}

function describes(object: ObjectKind): Readonly<Record<string, unknown>> {
  return firstEdit(object).change(foundation);
}

describe.each(CONDITIONAL)("%s", (kind, object) => {
  const write = `PATCH ${object.collection} If-Match`;
  const look = `GET ${object.collection}`;
  const rename = (value: string) => [{ op: "replace", path: "/name", value }];
  const redescribe = (value: string) => [{ op: "replace", path: "/description", value }];

  it("keeps a colleague's change of another property, says so, and records its own", async () => {
    const { id, inputs, outputs, address } = await make(object);
    await patchAsColleague(platform.colleague, address, redescribe("Theirs"));
    const desired = edited(inputs, { name: "Ours" });
    const updated = await provider.update(kind, id, outputs, desired);
    expect(await platform.sent()).toEqual([write, look, write]);
    expect(await held(platform.colleague, address)).toMatchObject({
      items: [{ name: "Ours", description: "Theirs" }],
    });
    expect(updated).toMatchObject(desired);
    await logged();
    const warnings = platform.warnings();
    expect(warnings).toEqual([expect.stringMatching(COLLEAGUE)]);
    expect(warnings[0]).toMatch(
      /: description (from .* to|removed, was) .*\. That was left as it is; pulumi refresh shows it/,
    );

    // The next up without a refresh does not revert their work; the refresh shows it.
    expect((await provider.diff(kind, id, updated, desired)).changes).toBe(false);
    expect((await provider.read(kind, id, updated)).inputs).toEqual({ ...desired, description: "Theirs" });
  });

  it.each([
    ["changed", { op: "replace", path: "/description", value: "Theirs" }, "Theirs"],
    ["took away", { op: "remove", path: "/description" }, undefined],
  ])("does not overwrite later what a colleague %s before and it kept", async (_what, operation, theirs) => {
    const { id, inputs, outputs, address } = await make(object);
    await patchAsColleague(platform.colleague, address, [operation]);
    const renamed = edited(inputs, { name: "Ours" });
    const updated = await provider.update(kind, id, outputs, renamed);
    const desired = edited(renamed, { description: "Ours, too" });
    const { message } = await errorOf(provider.update(kind, id, updated, desired));
    expect(message).toMatch(
      /description (from ".*" to|removed, was) ".*"\. The program changes the same\. Nothing was written\./,
    );
    expect(valueAt(await held(platform.colleague, address), "items.0.description")).toBe(theirs);
    // After a refresh the program decides.
    const read = await provider.read(kind, id, updated);
    await provider.update(kind, id, read.outputs, desired);
    expect(valueAt(await held(platform.colleague, address), "items.0.description")).toBe("Ours, too");
  });

  it("writes nothing when a colleague changed the same property, and says who, when and what", async () => {
    const { id, inputs, outputs, address } = await make(object);
    await patchAsColleague(platform.colleague, address, rename("Theirs"));
    const desired = edited(inputs, { name: "Ours", description: "Ours, too" });
    const { message } = await errorOf(provider.update(kind, id, outputs, desired));
    expect(await platform.sent()).toEqual([write, look]);
    expect(message).toMatch(COLLEAGUE);
    expect(message).toMatch(
      /name from ".*" to ".*"\. The program changes the same\. Nothing was written\. Run pulumi refresh/,
    );
    const live = await held(platform.colleague, address);
    expect(live).toMatchObject({ items: [{ name: "Theirs", description: inputs.description }] });
  });

  it("writes nothing when a colleague made the same change", async () => {
    const { id, inputs, outputs, address } = await make(object);
    await patchAsColleague(platform.colleague, address, rename("Ours"));
    const desired = edited(inputs, { name: "Ours" });
    const updated = await provider.update(kind, id, outputs, desired);
    expect(await platform.sent()).toEqual([write, look]);
    // The new etag is recorded: the next change needs one request again.
    await provider.update(kind, id, updated, edited(desired, { description: "Described anew" }));
    expect(await platform.sent()).toEqual([write]);
    expect(platform.warnings()).toEqual([]);
  });

  it("leaves a change of nobody's property alone, silently", async () => {
    const { id, inputs, outputs, address } = await make(object);
    const undeclared = edited(inputs, { description: undefined });
    const taken = await provider.update(kind, id, outputs, undeclared);
    await patchAsColleague(platform.colleague, address, [
      { op: "add", path: "/description", value: "Theirs" },
    ]);
    await provider.update(kind, id, taken, edited(undeclared, { name: "Ours" }));
    expect(await held(platform.colleague, address)).toMatchObject({
      items: [{ name: "Ours", description: "Theirs" }],
    });
    await logged();
    expect(platform.warnings()).toEqual([]);
  });

  it("gives up clearly when the object changes under every write", async () => {
    const { id, inputs, outputs } = await make(object);
    const body = { type: "https://ns.adobe.com/aep/errors/FLOW-1404-412", title: "Changed", status: 412 };
    await platform.fail({ method: "PATCH", path: object.path, action: { status: 412, body } });
    const { message } = await errorOf(provider.update(kind, id, outputs, edited(inputs, { name: "Ours" })));
    expect(await platform.sent()).toEqual([write, look, write, look, write, look, write]);
    expect(message).toMatch(/Could not update the .*FLOW-1404-412.*pulumi refresh/s);
  });

  it("applies a change once when the answer to it is lost", async () => {
    const { id, inputs, outputs, address } = await make(object);
    await platform.fail({ method: "PATCH", path: object.path, times: 1, action: "reset-after" });
    const desired = edited(inputs, { name: "Ours" });
    const updated = await provider.update(kind, id, outputs, desired);
    expect(await platform.sent()).toEqual([write, look]);
    expect(await held(platform.colleague, address)).toMatchObject({ items: [{ etag: updated.etag }] });
  });
});

describe.each(EACH_KIND)("%s", (kind, object) => {
  const { verb } = firstEdit(object);

  it.each([
    ["a connection that breaks before it", "reset-before", 2],
    ["a connection that breaks after it", "reset-after", 1],
    ["a proxy's page that hides its answer", { status: 200, body: "<html>", takesEffect: true }, 1],
    ["a proxy's page in its place", { status: 200, body: "<html>" }, 2],
  ] as const)("converges after a write with %s", async (_what, action, times) => {
    const { id, inputs, outputs } = await make(object);
    await platform.fail({ method: verb, path: object.path, times: 1, action });
    const desired = edited(inputs, describes(object));
    const updated = await provider.update(kind, id, outputs, desired);
    const writes = (await platform.sent()).filter((line) => line.startsWith(verb));
    expect(writes).toHaveLength(times);
    const read = await provider.read(kind, id, updated);
    expect(read.inputs).toEqual(desired);
    expect(read.outputs).toMatchObject(updated);
  });
});

it.each(EACH_DELETABLE_KIND)("%s: is not made anew when it was deleted elsewhere", async (kind, object) => {
  const { id, inputs, outputs, address } = await make(object);
  await done(platform.colleague(address, { method: "DELETE" }));
  const { message } = await errorOf(provider.update(kind, id, outputs, edited(inputs, describes(object))));
  expect(message).toMatch(/does not exist any more: it was deleted elsewhere\. Run pulumi refresh/);
});

describe("objects without etags", () => {
  const unconditional = EACH_KIND.filter(
    ([, object]) => !object.conditional && firstEdit(object).verb === "PATCH",
  );
  const redescribed = (kind: string, address: string) => {
    const patch =
      kind === "dataset"
        ? { description: "Theirs" }
        : [{ op: "replace", path: "/description", value: "Theirs" }];
    return done(platform.colleague(address, { method: "PATCH", body: patch }));
  };

  it.each(unconditional)(
    "%s: another property changed elsewhere is kept, and said so",
    async (kind, object) => {
      const { id, inputs, outputs, address } = await make(object);
      await redescribed(kind, address);
      const desired = edited(inputs, describes(object));
      const updated = await provider.update(kind, id, outputs, desired);
      expect(
        valueAt(
          await held(platform.colleague, address),
          kind === "dataset" ? "*.description" : "description",
        ),
      ).toBe("Theirs");
      expect(updated).toMatchObject(desired);
      await logged();
      expect(platform.warnings()).toEqual([expect.stringMatching(COLLEAGUE)]);
    },
  );

  it.each(unconditional)("%s: the same property changed elsewhere is a conflict", async (kind, object) => {
    const { id, inputs, outputs, address } = await make(object);
    await redescribed(kind, address);
    const desired = edited(inputs, { ...describes(object), description: "Ours" });
    const { message } = await errorOf(provider.update(kind, id, outputs, desired));
    expect(message).toMatch(COLLEAGUE);
    expect(message).toMatch(
      /description (from ".*" to|removed, was) ".*"\. The program changes the same\. Nothing was written\./,
    );
    expect(await platform.sent()).toEqual([`GET ${object.collection}`]);
  });
});

describe("objects that are written whole", () => {
  /** What somebody else writes of them, what the program changes beside it, and what it changes against it. */
  const WRITTEN_WHOLE = [
    {
      kind: "identityNamespace",
      theirs: { description: "Theirs" },
      // The specification spells the type so where a namespace is replaced.
      spelled: { idType: "CROSS_DEVICE" },
      beside: { name: "Ours" },
      against: { description: "Ours" },
      property: "description",
      who: /was (also )?changed by somebody at 20\d\d-/,
    },
    {
      kind: "identityDescriptor",
      theirs: { "xdm:namespace": "Phone" },
      spelled: {},
      beside: { isPrimary: false },
      against: { namespace: "ECID" },
      property: "namespace",
      who: COLLEAGUE,
    },
  ].map((each) => [each.kind, each] as const);

  async function changedElsewhere(kind: string, change: object) {
    const made = await make(objectKind(kind));
    const live = (await held(platform.colleague, made.address)) as object;
    await done(platform.colleague(made.address, { method: "PUT", body: { ...live, ...change } }));
    await platform.sent();
    return made;
  }

  it.each(WRITTEN_WHOLE)(
    "%s: another property changed elsewhere is repeated as it is, and said so",
    async (kind, { theirs, spelled, beside, who }) => {
      const { id, inputs, outputs, address } = await changedElsewhere(kind, { ...theirs, ...spelled });
      const desired = edited(inputs, beside);
      const updated = await provider.update(kind, id, outputs, desired);
      const { collection } = objectKind(kind);
      expect(await platform.sent()).toEqual([`GET ${collection}`, `PUT ${collection}`]);
      expect(await held(platform.colleague, address)).toMatchObject(theirs);
      expect(updated).toMatchObject(desired);
      await logged();
      expect(platform.warnings()).toEqual([expect.stringMatching(who)]);
    },
  );

  it.each(WRITTEN_WHOLE)(
    "%s: the same property changed elsewhere is a conflict",
    async (kind, { theirs, spelled, beside, against, property, who }) => {
      const { id, inputs, outputs, address } = await changedElsewhere(kind, { ...theirs, ...spelled });
      const desired = edited(inputs, { ...beside, ...against });
      const { message } = await errorOf(provider.update(kind, id, outputs, desired));
      expect(message).toMatch(who);
      expect(message).toMatch(
        new RegExp(`${property} from ".*" to ".*"\\. The program changes the same\\. Nothing was written\\.`),
      );
      expect(await platform.sent()).toEqual([`GET ${objectKind(kind).collection}`]);
      expect(await held(platform.colleague, address)).toMatchObject(theirs);
    },
  );
});

it("the mapping of a flow is found by its name, whatever a colleague put before it", async () => {
  const flow = objectKind("flow");
  const { id, inputs, outputs, address } = await make(flow);
  const copy = { name: "Copy", params: { deltaColumn: { name: "updated" } } };
  const add = { op: "add", path: "/transformations/0", value: copy };
  await patchAsColleague(platform.colleague, address, [add]);
  const mapping = { name: "Mapping", params: { mappingId: foundation.mappingSetId, mappingVersion: 1 } };
  let recorded = outputs;
  // The first change finds the colleague's step; the second one must still know of it.
  for (const change of [{ name: "Ours" }, { name: "Ours", transformations: [mapping] }])
    recorded = await provider.update("flow", id, recorded, edited(inputs, change));
  const live = await held(platform.colleague, address);
  expect(valueAt(live, "items.0.transformations")).toEqual([copy, mapping]);
});

it("a flow in transition is waited for", async () => {
  const flow = objectKind("flow");
  const { id, inputs, outputs } = await make(flow);
  const type = "https://ns.adobe.com/aep/errors/FLOW-1421-400";
  const body = { type, title: "Updating", status: 400, report: {} };
  await platform.fail({ method: "PATCH", path: flow.path, times: 1, action: { status: 400, body } });
  const updated = await provider.update("flow", id, outputs, edited(inputs, { name: "Ours" }));
  expect(updated).toMatchObject({ name: "Ours" });
});
