import { z } from "zod";
import type { Properties, ProviderProcess } from "../support/provider-process";
import { addressOf, edited, objectKind } from "./objects";
import {
  countRequests,
  done,
  errorOf,
  type Fault,
  type Foundation,
  held,
  logged,
  type Platform,
  startPlatform,
} from "./platform";

/** Mapping sets are written whole and have no etags: what somebody else put into one must survive all the same. */
const set = objectKind("mappingSet");

let platform: Platform;
let provider: ProviderProcess;
let foundation: Foundation;
let id: string;
let outputs: Properties;
let address: string;

const EMAIL = { source: "data.email", destination: "_{TENANT_ID}.email" };
const METRIC = { source: "metric", destination: "_{TENANT_ID}.metricx" };
const THEIRS = { sourceType: "ATTRIBUTE", source: "data.city", destination: "_extconndev.city" };

beforeAll(async () => {
  platform = await startPlatform();
  provider = platform.provider;
});

beforeEach(async () => {
  foundation = await platform.reset();
  const made = await provider.create("mappingSet", inputs());
  ({ id, outputs } = made);
  address = addressOf(set, id);
  await platform.sent();
});

afterAll(() => platform?.stop());

const inputs = (change: Readonly<Record<string, unknown>> = {}) =>
  edited({ outputSchema: { schemaRef: { id: foundation.schemaId } }, mappings: [EMAIL, METRIC] }, change);

const liveSet = z.looseObject({
  version: z.number(),
  mappings: z.array(z.looseObject({ source: z.string(), destination: z.string() })),
});

/** `source > destination` of every mapping that the platform holds, sorted. */
async function liveMappings(): Promise<string[]> {
  const { mappings } = liveSet.parse(await held(platform.colleague, address));
  return mappings.map(({ source, destination }) => `${source} > ${destination}`).sort();
}

async function putAsColleague(change: Readonly<Record<string, unknown>>): Promise<void> {
  const outputSchema = {
    schemaRef: { id: foundation.schemaId, contentType: "application/vnd.adobe.xed-full+json;version=1" },
  };
  const mappings = [
    { sourceType: "ATTRIBUTE", source: "data.email", destination: "_extconndev.email" },
    { sourceType: "ATTRIBUTE", source: "metric", destination: "_extconndev.metricx" },
  ];
  await done(platform.colleague(address, { method: "PUT", body: { outputSchema, mappings, ...change } }));
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("The condition did not come true within two seconds.");
}

/** Updates while a colleague writes between the provider's look and its write. */
async function raceAgainst(
  theirs: () => Promise<void>,
  desired: Properties,
  ...more: readonly Fault[]
): Promise<Properties> {
  await platform.fail({ method: "PUT", path: id, times: 1, action: { delayMilliseconds: 400 } }, ...more);
  const update = provider.update("mappingSet", id, outputs, desired);
  await until(async () => (await countRequests(platform.emulator, "PUT", "mappingSets")) === 1);
  await theirs();
  return update;
}

describe("in both vocabularies", () => {
  const TUTORIAL = [
    { sourceAttribute: "metric", destinationXdmPath: "_{TENANT_ID}.metricx", identity: false, version: 0 },
    { sourceAttribute: "data.email", destinationXdmPath: "_{TENANT_ID}.email" },
  ];

  it("is the same, in whatever order", async () => {
    const difference = await provider.diff("mappingSet", id, outputs, inputs({ mappings: TUTORIAL }));
    expect(difference.changes).toBe(false);
    await provider.update("mappingSet", id, outputs, inputs({ mappings: TUTORIAL }));
    expect(await platform.sent()).toEqual([]);
  });

  it.each([
    ["tutorials", { mappings: TUTORIAL }],
    ["today's API", { mappings: [{ ...EMAIL, sourceType: "ATTRIBUTE" }, METRIC] }],
    ["the tenant's own name", { mappings: [{ source: "metric", destination: "_extconndev.metricx" }] }],
    [
      "expressions",
      { mappings: [{ sourceExpression: "lower(metric)", destinationXdmPath: "_{TENANT_ID}.metricx" }] },
    ],
    [
      "constants",
      { mappings: [{ sourceType: "STATIC", source: "webhook", destination: "_{TENANT_ID}.metricx" }] },
    ],
    ["list elements", { mappings: [{ source: "items[*].sku", destination: "_{TENANT_ID}.items[*].sku" }] }],
  ])("reads back in the words of %s", async (_words, change) => {
    const declared = inputs(change);
    expect((await provider.check("mappingSet", {}, declared)).failures).toEqual([]);
    const made = await provider.create("mappingSet", declared);
    const read = await provider.read("mappingSet", made.id, made.outputs);
    expect(read.inputs).toEqual(declared);
    expect((await provider.diff("mappingSet", made.id, read.outputs, declared)).changes).toBe(false);
  });

  it("sends one form", async () => {
    await provider.create("mappingSet", inputs({ mappings: TUTORIAL }));
    const [request] = await platform.emulator.requests();
    expect(request?.body).toMatchObject({
      mappings: [
        { sourceType: "ATTRIBUTE", source: "metric", destination: "_extconndev.metricx" },
        { sourceType: "ATTRIBUTE", source: "data.email", destination: "_extconndev.email" },
      ],
    });
  });
});

it("keeps what the platform holds and nobody declared", async () => {
  const theirs = {
    name: "Named in the UI",
    inputSchema: { sampleId: "s-1" },
    tags: [{ name: "team", values: ["a"] }],
    strictMapping: true,
    allowNullValues: true,
  };
  await putAsColleague(theirs);
  const desired = inputs({ mappings: [{ ...EMAIL, source: "data.address" }, METRIC] });
  await provider.update("mappingSet", id, outputs, desired);
  expect(await held(platform.colleague, address)).toMatchObject({ ...theirs, version: 2 });
  expect(await liveMappings()).toEqual(["data.address > _extconndev.email", "metric > _extconndev.metricx"]);
  await logged();
  expect(platform.warnings()).toEqual([]);
});

it.each(["application/vnd.adobe.xed+json;version=1", "application/vnd.adobe.xed-full+json;version=2"])(
  "goes on naming its schema as %s",
  async (contentType) => {
    const declared = inputs({ outputSchema: { schemaRef: { id: foundation.schemaId, contentType } } });
    const made = await provider.create("mappingSet", declared);
    const desired = edited(declared, { mappings: [METRIC] });
    const updated = await provider.update("mappingSet", made.id, made.outputs, desired);
    const live = await held(platform.colleague, addressOf(set, made.id));
    expect(live).toMatchObject({ outputSchema: { schemaRef: { contentType } } });
    const read = await provider.read("mappingSet", made.id, updated);
    expect((await provider.diff("mappingSet", made.id, read.outputs, desired)).changes).toBe(false);
  },
);

describe("changed by a colleague before the update", () => {
  it("keeps their mapping, says so, and records its own", async () => {
    await putAsColleague({
      mappings: [{ sourceType: "ATTRIBUTE", source: "data.email", destination: "_extconndev.email" }, THEIRS],
    });
    const desired = inputs({ mappings: [{ ...EMAIL, source: "data.address" }, METRIC] });
    const updated = await provider.update("mappingSet", id, outputs, desired);
    expect(await liveMappings()).toEqual([
      "data.address > _extconndev.email",
      "data.city > _extconndev.city",
    ]);
    expect(updated).toMatchObject({ ...desired, version: 2 });
    await logged();
    expect(platform.warnings()).toEqual([
      expect.stringMatching(
        /changed by colleague at .*mappings\[_\{TENANT_ID\}\.city\] added as .*; mappings\[_\{TENANT_ID\}\.metricx\] removed, was/,
      ),
    ]);
  });

  it("is a conflict where it is the same mapping", async () => {
    await putAsColleague({
      mappings: [{ sourceType: "ATTRIBUTE", source: "theirs", destination: "_extconndev.email" }],
    });
    const desired = inputs({ mappings: [{ ...EMAIL, source: "ours" }, METRIC] });
    const { message } = await errorOf(provider.update("mappingSet", id, outputs, desired));
    expect(message).toMatch(
      /changed by colleague at .*: mappings\[_\{TENANT_ID\}\.email\] from .* to .*The program changes the same/,
    );
    expect(await platform.sent()).toEqual(["GET mappingSets"]);
    expect(await liveMappings()).toEqual(["theirs > _extconndev.email"]);
  });
});

describe("changed by a colleague between the look and the write", () => {
  const bothOfOurs = [
    { sourceType: "ATTRIBUTE", source: "data.email", destination: "_extconndev.email" },
    { sourceType: "ATTRIBUTE", source: "metric", destination: "_extconndev.metricx" },
  ];

  it("holds both changes in the end, and says so", async () => {
    const desired = inputs({ mappings: [{ ...EMAIL, source: "data.address" }, METRIC] });
    const updated = await raceAgainst(() => putAsColleague({ mappings: [...bothOfOurs, THEIRS] }), desired);
    expect(await liveMappings()).toEqual([
      "data.address > _extconndev.email",
      "data.city > _extconndev.city",
      "metric > _extconndev.metricx",
    ]);
    expect(updated).toMatchObject({ ...desired, version: 3 });
    await logged();
    expect(platform.warnings()).toEqual([
      expect.stringMatching(/was changed by colleague at .* while it was written.*city\] was merged again\./),
    ]);
  });

  it("holds the changes of two colleagues, too", async () => {
    const desired = inputs({ mappings: [{ ...EMAIL, source: "data.address" }, METRIC] });
    const zip = { sourceType: "ATTRIBUTE", source: "data.zip", destination: "_extconndev.zip" };
    await raceAgainst(async () => {
      await putAsColleague({ mappings: [...bothOfOurs, THEIRS] });
      await putAsColleague({ mappings: [...bothOfOurs, THEIRS, zip] });
    }, desired);
    expect(await liveMappings()).toEqual([
      "data.address > _extconndev.email",
      "data.city > _extconndev.city",
      "data.zip > _extconndev.zip",
      "metric > _extconndev.metricx",
    ]);
  });

  it("takes away again what they took away", async () => {
    const desired = inputs({ mappings: [{ ...EMAIL, source: "data.address" }, METRIC] });
    await raceAgainst(() => putAsColleague({ mappings: bothOfOurs.slice(0, 1) }), desired);
    expect(await liveMappings()).toEqual(["data.address > _extconndev.email"]);
  });

  it("says whose mapping is in place where both changed it", async () => {
    const desired = inputs({ mappings: [{ ...EMAIL, source: "ours" }, METRIC] });
    const theirs = [
      { sourceType: "ATTRIBUTE", source: "theirs", destination: "_extconndev.email" },
      ...bothOfOurs.slice(1),
    ];
    await raceAgainst(() => putAsColleague({ mappings: theirs }), desired);
    expect(await liveMappings()).toEqual(["metric > _extconndev.metricx", "ours > _extconndev.email"]);
    await logged();
    expect(platform.warnings()).toEqual([expect.stringMatching(/email\]; yours is in place/)]);
  });
});

describe("changed by a colleague between the look and a write that fails, or is not the last one", () => {
  const OURS = [
    { sourceType: "ATTRIBUTE", source: "data.email", destination: "_extconndev.email" },
    { sourceType: "ATTRIBUTE", source: "metric", destination: "_extconndev.metricx" },
  ];
  const FURTHER = { sourceType: "ATTRIBUTE", source: "data.further", destination: "_extconndev.further" };
  const BOTH = [
    "data.address > _extconndev.email",
    "data.city > _extconndev.city",
    "metric > _extconndev.metricx",
  ];
  const MERGED = expect.stringMatching(
    /was changed by colleague at .* while it was written \(version 1\)\. Their change of \S+city\] was merged again\.$/,
  );
  const desired = () => inputs({ mappings: [{ ...EMAIL, source: "data.address" }, METRIC] });
  const addTheirs = () => putAsColleague({ mappings: [...OURS, THEIRS] });

  it.each([
    ["a connection that breaks after it", { times: 1, action: "reset-after" }],
    ["a 503 that hides its answer", { times: 1, action: { status: 503, body: {}, takesEffect: true } }],
    // The second write of all is the colleague's.
    ["a connection that breaks before it is merged again", { nth: 3, action: "reset-before" }],
    ["a connection that breaks after it was merged again", { nth: 3, action: "reset-after" }],
    ["a 503 in the place of the merge", { nth: 3, action: { status: 503, body: {} } }],
  ] as const)("holds both changes in the end, and says so: %s", async (_what, fault) => {
    const updated = await raceAgainst(addTheirs, desired(), { method: "PUT", path: id, ...fault });
    expect(await liveMappings()).toEqual(BOTH);
    expect(updated).toMatchObject({ ...desired(), version: 3 });
    await logged();
    expect(platform.warnings()).toEqual([MERGED]);
  });

  it("merges what they write once more before it is merged again", async () => {
    const version = { method: "GET", path: "version=1", action: { delayMilliseconds: 400 } } as const;
    const update = raceAgainst(addTheirs, desired(), version);
    await until(async () => (await countRequests(platform.emulator, "GET", "mappingSets")) === 2);
    await putAsColleague({ mappings: [{ ...OURS[0], source: "data.address" }, OURS[1], FURTHER] });
    await update;
    expect(await liveMappings()).toEqual([...BOTH, "data.further > _extconndev.further"].sort());
    await logged();
    expect(platform.warnings()).toEqual([expect.stringContaining("_{TENANT_ID}.further] added as"), MERGED]);
  });

  it("puts back what no program declares", async () => {
    const theirs = { name: "Named in the UI", tags: [{ name: "team", values: ["a"] }], strictMapping: true };
    const labelled = [{ ...OURS[0], description: "Theirs" }, OURS[1]];
    await raceAgainst(() => putAsColleague({ ...theirs, mappings: labelled }), desired());
    expect(await held(platform.colleague, address)).toMatchObject({
      ...theirs,
      version: 3,
      mappings: [{ source: "data.address", description: "Theirs" }, {}],
    });
    await logged();
    expect(platform.warnings()).toEqual([
      expect.stringMatching(
        /change of \S+email\]\.description, name, strictMapping, tags was merged again\.$/,
      ),
    ]);
  });

  it("says which version AEP does not show", async () => {
    const body = { title: "Not found", status: 404 };
    const gone = { method: "GET", path: "version=1", action: { status: 404, body } } as const;
    await raceAgainst(addTheirs, desired(), gone);
    await logged();
    expect(platform.warnings()).toEqual([
      expect.stringMatching(
        new RegExp(
          `version 1 could not be read \\(GET /data/foundation/conversion/mappingSets/${id}\\?version=1\\)`,
        ),
      ),
    ]);
  });

  it("fails where it cannot be merged again, and says what is missing and where it is", async () => {
    const body = { title: "No more versions", status: 400 };
    const refused = { method: "PUT", path: id, nth: 3, action: { status: 400, body } } as const;
    const { message } = await errorOf(raceAgainst(addTheirs, desired(), refused));
    expect(message).toContain("No more versions");
    expect(message).toMatch(
      /mappings\[_\{TENANT_ID\}\.city\] added as .*data\.city.*\. Version 1 holds it \(GET \/data\S+version=1\)/,
    );
    await logged();
    expect(platform.warnings()).toEqual([]);
  });
});

describe("that AEP does not let anyone delete", () => {
  it.each([
    ["405", undefined],
    ["501", { status: 501, body: { title: "Not implemented" } }],
    [
      "a 404 of the gateway",
      { status: 404, headers: { "content-type": "text/html" }, body: "<html></html>" },
    ],
  ])("stays, and the destroy goes on with a warning: %s", async (_what, action) => {
    if (action === undefined) await platform.assume({ mappingSetDelete: "refuse" });
    else await platform.fail({ method: "DELETE", path: id, action });
    await provider.delete("mappingSet", id, outputs);
    await held(platform.colleague, address);
    await logged();
    expect(platform.warnings()).toEqual([
      expect.stringMatching(/AEP does not let the mapping set .*It stays there/),
    ]);
  });
});
