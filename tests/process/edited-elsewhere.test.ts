import type { ProviderProcess } from "../support/provider-process";
import { KINDS } from "../unit/resources/kinds";
import { ADDITIVE_PROPERTIES, LOOKED_AT_ELSEWHERE } from "./additive-members";
import { EACH_KIND, type Edit, edited, firstEdit, type ObjectKind, objectKind } from "./objects";
import { type Foundation, logged, type Platform, startPlatform } from "./platform";

/** Every property of every kind, changed by somebody else: a refresh shows it, says so, and the next update puts it back. */
let platform: Platform;
let foundation: Foundation;
/** The provider process of another stack that holds the same object. */
let other: ProviderProcess;

beforeAll(async () => {
  platform = await startPlatform();
  other = await platform.another();
});

beforeEach(async () => {
  foundation = await platform.reset();
});

afterAll(() => platform?.stop());

/** What AEP shows of a change, and holds a value for. */
function isSeen({ unseen = [] }: ObjectKind, { requests, change }: Edit, on: Foundation): boolean {
  const isWritten = requests.some((line) => !line.startsWith("GET "));
  const changed = Object.entries(change(on));
  return isWritten && changed.every(([name, value]) => value !== undefined && !unseen.includes(name));
}

/** Ids count when the change is made; whether it is seen does not depend on them. */
const NOWHERE: Foundation = {
  fieldGroupId: "",
  otherFieldGroupId: "",
  schemaId: "",
  datasetId: "",
  sourceId: "",
  targetId: "",
  mappingSetId: "",
};

const CASES = EACH_KIND.flatMap(([kind, object]) =>
  object.edits
    .filter((edit) => isSeen(object, edit, NOWHERE))
    // Of a list that is owned member by member, the members are looked at below.
    .filter(({ what }) => !(what.startsWith("a further") || what === "its tags"))
    .map((edit) => [kind, edit.what, object, edit] as const),
);

it.each(CASES)("%s: %s", async (kind, _what, object, edit) => {
  const { provider } = platform;
  const inputs = object.inputs(foundation);
  const { id, outputs } = await provider.create(kind, inputs);
  const theirs = edited(inputs, edit.change(foundation));
  await other.update(kind, id, outputs, theirs);
  platform.warnings();

  const read = await provider.read(kind, id, outputs);
  expect(await provider.diff(kind, id, read.outputs, theirs)).toMatchObject({ changes: false });
  await logged();
  expect(platform.warnings()).toEqual([expect.stringMatching(/ was changed by .* from .* to /)]);
  expect(await provider.diff(kind, id, read.outputs, inputs)).toEqual({
    changes: true,
    replaces: [],
    deleteBeforeReplace: false,
  });

  const restored = await provider.update(kind, id, read.outputs, inputs);
  const now = await provider.read(kind, id, restored);
  expect(now.inputs).toEqual(inputs);
  expect(await provider.diff(kind, id, now.outputs, inputs)).toMatchObject({ changes: false });
});

describe.each(ADDITIVE_PROPERTIES.map((each) => [each.kind, each.property, each] as const))(
  "%s: of its %s",
  (kind, property, { inputs: declare, adds, isThere, removes, changes }) => {
    async function made() {
      const inputs = declare(foundation);
      const { id, outputs } = await platform.provider.create(kind, inputs);
      await logged();
      platform.warnings();
      return { inputs, id, outputs, elsewhere: { user: platform.colleague, id, foundation } };
    }

    it("what somebody adds is no drift, and outlives the next update", async () => {
      const { inputs, id, outputs, elsewhere } = await made();
      expect(await isThere(elsewhere)).toBe(false);
      await adds(elsewhere);
      const read = await platform.provider.read(kind, id, outputs);
      expect(read.inputs).toEqual(inputs);
      expect(await platform.provider.diff(kind, id, read.outputs, inputs)).toMatchObject({ changes: false });
      const renamed = edited(inputs, firstEdit(objectKind(kind)).change(foundation));
      const updated = await platform.provider.update(kind, id, read.outputs, renamed);
      expect(await isThere(elsewhere)).toBe(true);
      expect((await platform.provider.read(kind, id, updated)).inputs).toEqual(renamed);
      await logged();
      expect(platform.warnings()).toEqual([]);
    });

    it.each([["takes away", removes] as const, ...(changes ? [["changes", changes] as const] : [])])(
      "what somebody %s is shown, and put back beside what they added",
      async (_what, act) => {
        const { inputs, id, outputs, elsewhere } = await made();
        await act(elsewhere);
        const read = await platform.provider.read(kind, id, outputs);
        expect(read.inputs).not.toEqual(inputs);
        await logged();
        expect(platform.warnings()).toEqual([
          expect.stringMatching(new RegExp(`was changed by .*: ${property}.* (removed, was|from .* to) `)),
        ]);
        expect(await platform.provider.diff(kind, id, read.outputs, inputs)).toEqual({
          changes: true,
          replaces: [],
          deleteBeforeReplace: false,
        });
        await adds(elsewhere).catch(() => undefined);
        const restored = await platform.provider.update(kind, id, read.outputs, inputs);
        const now = await platform.provider.read(kind, id, restored);
        expect(now.inputs).toEqual(inputs);
        expect(await isThere(elsewhere)).toBe(true);
        expect(await platform.provider.diff(kind, id, now.outputs, inputs)).toMatchObject({ changes: false });
      },
    );
  },
);

it("covers every property whose members several people may own", () => {
  const additive = KINDS.flatMap(([{ name, fields }]) =>
    Object.entries(fields)
      .filter(([, field]) => field.additive)
      .map(([property]) => `${name.charAt(0).toLowerCase()}${name.slice(1)} ${property}`),
  );
  const covered = ADDITIVE_PROPERTIES.map(({ kind, property }) => `${kind} ${property}`);
  expect([...covered, ...Object.keys(LOOKED_AT_ELSEWHERE)].sort()).toEqual(additive.sort());
});

it("covers every kind", () => {
  expect(new Set(CASES.map(([kind]) => kind))).toEqual(new Set(EACH_KIND.map(([kind]) => kind)));
});

it("says nothing of what an account signs in with", () => {
  expect(JSON.stringify([platform.provider.messages, platform.provider.text()])).not.toContain("canary-");
});
