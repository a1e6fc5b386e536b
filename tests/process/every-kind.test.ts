import type { Properties } from "../support/provider-process";
import { KINDS } from "../unit/resources/kinds";
import { addressOf, EACH_KIND, edited, type ObjectKind, valueAt } from "./objects";
import { type Foundation, held, logged, type Platform, startPlatform } from "./platform";

/** Every kind through its whole life, in the process that the engine starts: what is sent, and what is recorded. */
let platform: Platform;
let foundation: Foundation;

beforeAll(async () => {
  platform = await startPlatform();
});

beforeEach(async () => {
  foundation = await platform.reset();
});

afterAll(() => platform?.stop());

interface Made {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

async function make({ kind, inputs }: ObjectKind): Promise<Made> {
  const declared = inputs(foundation);
  const made = await platform.provider.create(kind, declared);
  await platform.sent();
  return { ...made, inputs: declared };
}

/** Every value inside, at any depth. */
function* values(value: unknown): Generator<unknown> {
  yield value;
  if (typeof value === "object" && value !== null)
    for (const member of Object.values(value)) yield* values(member);
}

/** Values that replace, of properties of which not every value does. */
const REPLACING: Readonly<Record<string, (foundation: Foundation) => unknown>> = {
  "fieldGroup fields": () => ({ number: "integer" }),
  "schema fieldGroups": ({ otherFieldGroupId }) => [otherFieldGroupId],
  "flow options": () => ({ partialIngestionPercent: 5 }),
  "baseConnection auth": () => ({ specName: "SSH PublicKey Authentication for sftp", params: {} }),
};

function kindOf(handler: string) {
  const found = KINDS.find(([{ name }]) => name.toLowerCase() === handler.toLowerCase());
  if (found === undefined) throw new Error(`There is no kind ${handler}.`);
  return found[0];
}

const NO_DIFFERENCE = { changes: false, replaces: [], deleteBeforeReplace: false };

describe.each(EACH_KIND)("%s", (kind, object) => {
  it("is made by one write, and reads back as it was declared", async () => {
    const inputs = object.inputs(foundation);
    const { id, outputs } = await platform.provider.create(kind, inputs);
    const sent = await platform.sent();
    expect(sent.filter((line) => !line.startsWith("GET "))).toEqual([`POST ${object.collection}`]);
    expect(outputs).toMatchObject(inputs);

    const read = await platform.provider.read(kind, id, outputs);
    expect(await platform.sent()).toEqual([`GET ${object.collection}`]);
    expect(read.id).toBe(id);
    expect(read.inputs).toEqual(inputs);
    expect(read.outputs).toMatchObject(outputs);
    expect(await platform.provider.diff(kind, id, outputs, inputs)).toEqual(NO_DIFFERENCE);
    expect(await platform.provider.diff(kind, id, read.outputs, inputs)).toEqual(NO_DIFFERENCE);
    expect(platform.warnings()).toEqual([]);
  });

  it("records what was declared, where it is, and little else", async () => {
    const { inputs, outputs } = await make(object);
    expect(outputs.location).toEqual({ host: "127.0.0.1", orgId: "EMULATOR@AdobeOrg", sandbox: "dev" });
    expect(outputs).not.toHaveProperty("pending");
    expect([...values(outputs)]).not.toContain(null);
    expect(JSON.stringify(outputs).length).toBeLessThanOrEqual(2 * JSON.stringify(inputs).length + 2_048);
  });

  it("sends nothing in check and diff", async () => {
    const { id, inputs, outputs } = await make(object);
    const changed = edited(inputs, object.edits[0]?.change(foundation) ?? {});
    expect(await platform.provider.check(kind, inputs, changed)).toEqual({ inputs: changed, failures: [] });
    expect(await platform.provider.diff(kind, id, outputs, changed)).toMatchObject({ changes: true });
    expect(await platform.emulator.requests()).toEqual([]);
  });

  it("sends nothing for an update to what it is", async () => {
    const { id, inputs, outputs } = await make(object);
    expect(await platform.provider.update(kind, id, outputs, inputs)).toEqual(outputs);
    expect(await platform.sent()).toEqual([]);
  });

  it.each(object.edits.map((edit) => [edit.what, edit] as const))(
    "takes over %s in place",
    async (_what, { change, requests, shown }) => {
      const { id, inputs, outputs } = await make(object);
      const desired = edited(inputs, change(foundation));
      expect(await platform.provider.check(kind, inputs, desired)).toEqual({ inputs: desired, failures: [] });
      expect(await platform.provider.diff(kind, id, outputs, desired)).toEqual({
        ...NO_DIFFERENCE,
        changes: true,
      });

      const updated = await platform.provider.update(kind, id, outputs, desired);
      expect(await platform.sent()).toEqual(requests);
      expect(updated).toMatchObject(desired);
      const live = await held(platform.colleague, addressOf(object, id));
      expect(valueAt(live, shown.path)).toEqual(shown.value);

      const read = await platform.provider.read(kind, id, updated);
      expect(read.inputs).toEqual(desired);
      expect(await platform.provider.diff(kind, id, read.outputs, desired)).toEqual(NO_DIFFERENCE);
      expect(await platform.provider.update(kind, id, updated, desired)).toEqual(updated);
      expect(platform.warnings()).toEqual([]);
    },
  );

  it("is got by its id with everything that is there, and not when there is none", async () => {
    const { id, inputs } = await make(object);
    const got = await platform.provider.read(kind, id, { __lookup: true });
    expect((await platform.sent()).filter((line) => !line.startsWith("GET "))).toEqual([]);
    const { fields } = kindOf(kind);
    const shown = Object.entries(inputs).filter(
      ([property]) => !(fields[property]?.providerOnly || object.unseen?.includes(property)),
    );
    const declared = { ...got.inputs, ...Object.fromEntries(shown) };
    expect(Object.keys(got.outputs)).toEqual(expect.arrayContaining(shown.map(([property]) => property)));
    expect(await platform.provider.diff(kind, id, got.outputs, declared)).toEqual(NO_DIFFERENCE);
    const none = id.replace(/\w{4}$/, "0000");
    await expect(platform.provider.read(kind, none, { __lookup: true })).rejects.toThrow(
      `There is no ${object.label} with the id ${none} in the sandbox "dev".`,
    );
  });

  it("is replaced for another value of what its facts name, and says nothing to AEP for it", async () => {
    const { id, inputs, outputs } = await make(object);
    const { fields } = kindOf(kind);
    for (const [property, { replaces }] of Object.entries(fields)) {
      if (replaces === undefined) continue;
      const particular = REPLACING[`${kind} ${property}`]?.(foundation);
      const value = particular ?? (replaces === true ? "another" : undefined);
      expect([property, value]).not.toEqual([property, undefined]);
      const desired = { ...inputs, [property]: value };
      const difference = await platform.provider.diff(kind, id, outputs, desired);
      expect(difference).toMatchObject({ changes: true, replaces: [property] });
    }
    expect(await platform.emulator.requests()).toEqual([]);
  });

  it("goes for good, and once", async () => {
    const { id, outputs } = await make(object);
    if (object.retained) {
      await platform.provider.delete(kind, id, outputs);
      expect(await platform.sent()).toEqual([]);
      await logged();
      expect(platform.warnings()).toEqual([expect.stringContaining(`(${id}) be deleted. It stays there`)]);
      await held(platform.colleague, addressOf(object, id));
      return;
    }
    await platform.provider.delete(kind, id, outputs);
    expect(await platform.sent()).toEqual([`DELETE ${object.collection}`, `GET ${object.collection}`]);
    await platform.provider.delete(kind, id, outputs);
    await logged();
    expect(platform.warnings()).toEqual([expect.stringMatching(/was not found .* now hides it/)]);
    expect(await platform.provider.read(kind, id, outputs)).toEqual({ id: "", outputs: {}, inputs: {} });
  });
});
