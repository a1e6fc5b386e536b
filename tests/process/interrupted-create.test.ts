import type { Properties } from "../support/provider-process";
import { addressOf, EACH_KIND, edited, OBJECT_KINDS, type ObjectKind, objectKind } from "./objects";
import {
  countObjects,
  countRequests,
  errorOf,
  type Fault,
  type Foundation,
  held,
  logged,
  type Platform,
  startPlatform,
} from "./platform";

/** AEP has no idempotency keys: after a create without an answer there must be one object, and its id recorded. */
let platform: Platform;
let foundation: Foundation;

beforeAll(async () => {
  platform = await startPlatform();
});

beforeEach(async () => {
  foundation = await platform.reset();
});

afterAll(() => platform?.stop());

type Outcome = Fault["action"];

function onCreate({ path }: ObjectKind, action: Outcome): Fault {
  return { method: "POST", path: `${path}$`, times: 1, action };
}

async function makesOne(object: ObjectKind, inputs: Properties): Promise<string> {
  const before = await countObjects(platform.emulator, object.collection);
  const { id, outputs } = await platform.provider.create(object.kind, inputs);
  expect(await countObjects(platform.emulator, object.collection)).toBe(before + 1);
  await held(platform.colleague, addressOf(object, id));
  const read = await platform.provider.read(object.kind, id, outputs);
  expect(read.inputs).toEqual(inputs);
  expect(read.outputs).toMatchObject(outputs);
  return id;
}

const LOST: readonly (readonly [string, Outcome])[] = [
  ["the connection breaks", "reset-after"],
  ["the gateway fails", { status: 502, headers: { "content-type": "text/html" }, takesEffect: true }],
  ["the answer is not JSON", { status: 201, body: "<html></html>", takesEffect: true }],
];

describe.each(EACH_KIND)("%s", (_kind, object) => {
  it.each(LOST)("takes over what it made when %s", async (_what, action) => {
    await platform.fail(onCreate(object, action));
    const id = await makesOne(object, object.inputs(foundation));
    expect(await countRequests(platform.emulator, "POST", object.collection)).toBe(1);
    await logged();
    expect(platform.warnings()).toEqual([expect.stringMatching(`AEP made it \\(${id}\\)`)]);
  });

  it("finds what it made without optional properties, by a name with special characters", async () => {
    const label = '"Orders, returns & so on" = 100 % / größe * ü, "new"';
    const declared = object.inputs(foundation);
    const renamed = Object.keys(declared).filter((property) => ["name", "title"].includes(property));
    const inputs = edited(declared, {
      ...Object.fromEntries(renamed.map((property) => [property, label])),
      description: undefined,
    });
    await platform.fail(onCreate(object, "reset-after"));
    await makesOne(object, inputs);
  });
});

it("makes one object of every kind when nothing had been done yet", async () => {
  const outcomes: readonly Outcome[] = ["reset-before", { status: 500, body: { title: "Down" } }];
  const faults = OBJECT_KINDS.map((object, index) =>
    onCreate(object, outcomes[index % outcomes.length] ?? "reset-before"),
  );
  await makeAll(faults);
});

it("waits as long as the rate limit says, and makes one object of every kind", async () => {
  const throttled = { status: 429, headers: { "retry-after": "1" }, body: { title: "Too many" } };
  const start = performance.now();
  await makeAll(OBJECT_KINDS.map((object) => onCreate(object, throttled)));
  expect(performance.now() - start).toBeGreaterThanOrEqual(990);
});

/** Makes one object of every kind at the same time; each must take a second request. */
async function makeAll(faults: readonly Fault[]): Promise<void> {
  const before = new Map<string, number>();
  for (const { collection } of OBJECT_KINDS)
    before.set(collection, await countObjects(platform.emulator, collection));
  await platform.fail(...faults);
  await Promise.all(
    OBJECT_KINDS.map(async (object) => {
      const { id } = await platform.provider.create(object.kind, object.inputs(foundation));
      await held(platform.colleague, addressOf(object, id));
    }),
  );
  for (const { collection } of OBJECT_KINDS) {
    expect([collection, await countRequests(platform.emulator, "POST", collection)]).toEqual([collection, 2]);
    expect(await countObjects(platform.emulator, collection)).toBe((before.get(collection) ?? 0) + 1);
  }
}

describe("two equal resources in one program", () => {
  const WITH_EQUAL_NAMES = EACH_KIND.filter(([, { unique }]) => !unique);

  it.each(WITH_EQUAL_NAMES)("%s: leaves the one alone that was there before", async (kind, object) => {
    const inputs = object.inputs(foundation);
    const first = await platform.provider.create(kind, inputs);
    await platform.fail(onCreate(object, "reset-after"));
    expect(await makesOne(object, inputs)).not.toBe(first.id);
  });

  it.each(WITH_EQUAL_NAMES)("%s: each finds its own after lost answers", async (kind, object) => {
    const inputs = object.inputs(foundation);
    const before = await countObjects(platform.emulator, object.collection);
    await platform.fail({ method: "POST", path: `${object.path}$`, times: 2, action: "reset-after" });
    const first = await platform.provider.create(kind, inputs);
    const second = await platform.provider.create(kind, inputs);
    expect(second.id).not.toBe(first.id);
    expect(await countObjects(platform.emulator, object.collection)).toBe(before + 2);
  });

  it.each(WITH_EQUAL_NAMES)(
    "%s: do not share one when both answers are lost at once",
    async (kind, object) => {
      const inputs = object.inputs(foundation);
      await platform.fail({ method: "POST", path: `${object.path}$`, times: 2, action: "reset-after" });
      const both = await Promise.allSettled([
        platform.provider.create(kind, inputs),
        platform.provider.create(kind, inputs),
      ]);
      const ids = both.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value.id] : []));
      expect(new Set(ids).size).toBe(ids.length);
      for (const outcome of both) {
        if (outcome.status === "rejected")
          expect(String(outcome.reason)).toMatch(/several objects could be the one/);
      }
    },
  );
});

it("says that the object may exist when it cannot even be looked for", async () => {
  const source = objectKind("sourceConnection");
  const denied = { status: 403, body: { title: "Forbidden" } };
  const look = { method: "GET", path: `${source.path}\\?`, action: denied };
  await platform.fail(onCreate(source, "reset-after"), look);
  const { message } = await errorOf(platform.provider.create(source.kind, source.inputs(foundation)));
  expect(message).toMatch(/Could not look for the source connection .*"Forbidden"/);
  expect(message).toMatch(
    /It is not known whether AEP made the source connection "Order source": look for it/,
  );
});
