import { EACH_KIND, edited, type ObjectKind } from "./objects";
import { type Foundation, type Platform, startPlatform } from "./platform";

/** Where Adobe's sources disagree or are silent the provider must live with each reading. */
let platform: Platform;

beforeAll(async () => {
  platform = await startPlatform();
});

afterAll(() => platform?.stop());

const READINGS: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  [
    "etags that are UUIDs, demanded in quotes, and the whole object answered to a PATCH",
    { etagFormat: "uuid", ifMatchUnquoted: "refuse", patchAnswer: "wrapper" },
  ],
  [
    "etags that move soon after the create",
    { etagMovesAfterCreate: 1, connectionEtagMovesAfterCreate: 1, inletDelayMilliseconds: 150 },
  ],
  ["flows that stay in transition for a while", { transitionMilliseconds: 300 }],
  [
    "lists that must be paged, 400 for a missing object, 404 for a second delete",
    { mappingSetListStart: "required", notFoundStatus: "400", missingDatasetDelete: "404" },
  ],
  [
    "headers that are checked strictly",
    { apiKeyOfAnotherClient: "refuse", sandboxHeaderMissing: "refuse", patchOfComputedField: "refuse" },
  ],
];

async function live(object: ObjectKind, foundation: Foundation): Promise<void> {
  const { provider } = platform;
  const { kind } = object;
  let inputs = object.inputs(foundation);
  const { id, outputs } = await provider.create(kind, inputs);
  let recorded = outputs;
  for (const { what, change } of object.edits) {
    inputs = edited(inputs, change(foundation));
    recorded = await provider.update(kind, id, recorded, inputs);
    const read = await provider.read(kind, id, recorded);
    expect([what, read.inputs]).toEqual([what, inputs]);
    const { changes } = await provider.diff(kind, id, read.outputs, inputs);
    expect([what, changes]).toEqual([what, false]);
  }
  // A dataset goes only where that was allowed when it was recorded.
  if (kind === "dataset")
    recorded = await provider.update(kind, id, recorded, { ...inputs, forceDestroy: true });
  await provider.delete(kind, id, recorded);
  await provider.delete(kind, id, recorded);
  expect((await provider.read(kind, id, recorded)).id).toBe(object.retained ? id : "");
}

describe.each(READINGS)("%s", (_what, assumptions) => {
  let foundation: Foundation;

  beforeEach(async () => {
    foundation = await platform.reset();
    await platform.assume(assumptions);
  });

  it.each(EACH_KIND)("%s: lives its life without drift", async (_kind, object) => {
    await live(object, foundation);
  });

  it.each(EACH_KIND)("%s: is found again after a create without an answer", async (kind, object) => {
    const { path } = object;
    await platform.fail({ method: "POST", path: `${path}$`, times: 1, action: "reset-after" });
    const inputs = object.inputs(foundation);
    const { id, outputs } = await platform.provider.create(kind, inputs);
    const read = await platform.provider.read(kind, id, outputs);
    expect(read.inputs).toEqual(inputs);
    const { changes } = await platform.provider.diff(kind, id, read.outputs, inputs);
    expect(changes).toBe(false);
  });
});
