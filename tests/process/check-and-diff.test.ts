import type { dynamic } from "@pulumi/pulumi";
import { type Properties, type ProviderProcess, unknownValue } from "../support/provider-process";
import { EACH_KIND, type ObjectKind } from "./objects";
import { type Foundation, type Platform, startPlatform } from "./platform";

/** What the engine asks for every resource in every preview: never a request, never a failure over a value that is not known. */
let platform: Platform;
let provider: ProviderProcess;
let foundation: Foundation;
let inProcess: Readonly<Record<string, dynamic.ResourceProvider>>;

beforeAll(async () => {
  platform = await startPlatform();
  provider = platform.provider;
  foundation = await platform.reset();
  // Read when the first call needs them.
  Object.assign(process.env, platform.emulator.environment);
  inProcess = jest.requireActual("../../provider/v1");
});

beforeEach(() => platform.emulator.clearRequests());

afterAll(() => platform?.stop());

/** Every way to put one of `values` in the place of one value, at any depth. */
function* withOne(root: unknown, values: readonly unknown[]): Generator<unknown> {
  yield* values;
  if (Array.isArray(root)) {
    for (const [index, item] of root.entries())
      for (const variant of withOne(item, values)) yield root.with(index, variant);
  } else if (typeof root === "object" && root !== null) {
    for (const [key, member] of Object.entries(root))
      for (const variant of withOne(member, values)) yield { ...root, [key]: variant };
  }
}

function* variants(
  inputs: Properties,
  values: readonly unknown[],
): Generator<[property: string, Properties]> {
  for (const [property, value] of Object.entries(inputs))
    for (const variant of withOne(value, values)) yield [property, { ...inputs, [property]: variant }];
}

/** What the engine has recorded of an object that was made from these inputs. */
function recorded(inputs: Properties): Properties {
  const location = { host: "127.0.0.1", orgId: "EMULATOR@AdobeOrg", sandbox: "dev" };
  return {
    ...inputs,
    location,
    etag: '"e"',
    version: "1.0",
    status: "enabled",
    inletUrl: "x",
    webhookUrl: "x",
  };
}

const JUNK: readonly unknown[] = [
  null,
  true,
  -1,
  1e300,
  "",
  "\u0000",
  "_{TENANT_ID}",
  [],
  {},
  [[]],
  [null],
  { "": null },
];

describe.each(EACH_KIND)("%s", (kind, object) => {
  it("takes an unknown value anywhere in check and diff, sends nothing, and calls it a change", async () => {
    const inputs = object.inputs(foundation);
    let count = 0;
    for (const [property, desired] of variants(inputs, [unknownValue])) {
      const checked = await provider.check(kind, recorded(inputs), desired);
      expect([property, checked.inputs]).toEqual([property, desired]);
      expect([property, checked.failures]).toEqual([property, []]);
      expect((await provider.check(kind, {}, desired)).failures).toEqual([]);
      const difference = await provider.diff(kind, "id", recorded(inputs), desired);
      expect([property, difference.changes]).toEqual([property, true]);
      count += 1;
    }
    expect(count).toBeGreaterThanOrEqual(Object.keys(inputs).length);
    expect(await platform.emulator.requests()).toEqual([]);
  });

  it("refuses what makes no sense in words, and never breaks", async () => {
    const inputs = object.inputs(foundation);
    for (const [property, desired] of variants(inputs, JUNK)) {
      for (const olds of [{}, recorded(inputs)]) {
        const { failures } = await provider.check(kind, olds, desired);
        for (const { reason } of failures) {
          expect([property, reason]).toEqual([property, expect.stringMatching(/^[^\n]+[.!?]$/)]);
          expect(reason).not.toMatch(/undefined|\[object|NaN/);
        }
        if (failures.length === 0) await provider.diff(kind, "id", recorded(inputs), desired);
      }
    }
    expect(platform.provider.text()).toBe("");
    expect(await platform.emulator.requests()).toEqual([]);
  });

  it("answers both in less than two milliseconds", async () => {
    const inputs = { ...object.inputs(foundation), ...large(object) };
    const { check, diff } = inProcess[kind] ?? {};
    if (check === undefined || diff === undefined) throw new Error(`v1 has no ${kind}.`);
    expect(await medianMilliseconds(() => check(recorded(inputs), inputs))).toBeLessThan(2);
    expect(await medianMilliseconds(() => diff("id", recorded(inputs), inputs))).toBeLessThan(2);
  });
});

/** The properties that grow: fifty mappings, fifty fields, twenty field groups. */
function large({ kind }: ObjectKind): Properties {
  const numbered = <T>(count: number, make: (number: number) => T) =>
    Array.from({ length: count }, (_, number) => make(number));
  if (kind === "mappingSet") {
    return {
      mappings: numbered(50, (number) => ({
        source: `data.f${number}`,
        destination: `_{TENANT_ID}.f${number}`,
      })),
    };
  }
  if (kind === "fieldGroup")
    return { fields: Object.fromEntries(numbered(50, (number) => [`f${number}`, "string"])) };
  if (kind === "schema") {
    return { fieldGroups: numbered(20, (number) => `https://ns.adobe.com/extconndev/mixins/${number}`) };
  }
  return {};
}

async function medianMilliseconds(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 300; round++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  const sorted = times.sort((left, right) => left - right);
  return sorted[sorted.length / 2] ?? Number.POSITIVE_INFINITY;
}
