import type { ProviderProcess } from "../support/provider-process";
import { EACH_KIND, type Edit, edited, type ObjectKind } from "./objects";
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
    // What others add to a list that is owned member by member is nobody's: see the decisions.
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

it("covers every kind", () => {
  expect(new Set(CASES.map(([kind]) => kind))).toEqual(new Set(EACH_KIND.map(([kind]) => kind)));
});

it("says nothing of what an account signs in with", () => {
  expect(JSON.stringify([platform.provider.messages, platform.provider.text()])).not.toContain("canary-");
});
