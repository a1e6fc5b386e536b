import { z } from "zod";
import type { ProviderProcess } from "../support/provider-process";
import { addressOf, edited, objectKind } from "./objects";
import {
  countRequests,
  done,
  errorOf,
  type Fault,
  type Foundation,
  held,
  type Platform,
  startPlatform,
} from "./platform";

/** Equal objects side by side, objects that others use, and what a whole write must not lose. */
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

const flow = objectKind("flow");
const source = objectKind("sourceConnection");
const mappingSet = objectKind("mappingSet");
const mappings = z.looseObject({ mappings: z.array(z.looseObject({ description: z.string().optional() })) });

test("two equal resources whose answers are lost at once get an object each", async () => {
  await platform.fail({ method: "POST", path: `${source.path}$`, times: 2, action: "reset-after" });
  const inputs = source.inputs(foundation);
  const [first, second] = await Promise.all([
    provider.create("sourceConnection", inputs),
    provider.create("sourceConnection", inputs),
  ]);
  expect(first?.id).not.toBe(second?.id);
});

test("one that waits for its equal waits no longer than its own time, and says for what", async () => {
  await platform.fail({
    method: "POST",
    path: `${source.path}$`,
    times: 1,
    action: { slowBodyMilliseconds: 6_000 },
  });
  const inputs = source.inputs(foundation);
  const patient = provider.create("sourceConnection", inputs);
  while ((await countRequests(platform.emulator, "POST", "sourceConnections")) === 0);
  const start = performance.now();
  const hasty = { ...inputs, __timeouts: { create: 1 } };
  const { message } = await errorOf(provider.create("sourceConnection", hasty));
  expect(performance.now() - start).toBeLessThan(4_000);
  expect(message).toMatch(
    /the time given was over while another one of the same name, .* customTimeouts gives more time\.$/,
  );
  await patient;
  expect(await countRequests(platform.emulator, "POST", "sourceConnections")).toBe(1);
});

describe("an object in use", () => {
  async function refusedDeletion(
    ...faults: readonly Fault[]
  ): Promise<{ message: string; holderId: string }> {
    const inputs = { ...source.inputs(foundation), __timeouts: { delete: 1 } };
    const { id, outputs } = await provider.create("sourceConnection", inputs);
    const holder = await provider.create(
      "flow",
      edited(flow.inputs(foundation), { sourceConnectionIds: [id] }),
    );
    await platform.fail(...faults);
    const { message } = await errorOf(provider.delete("sourceConnection", id, outputs));
    return { message, holderId: holder.id };
  }

  test("names what uses it, within its deadline", async () => {
    const { message, holderId } = await refusedDeletion();
    expect(message).toContain(`(${holderId})`);
  });

  test("is named also where the end of the time cuts the last attempt off", async () => {
    const cutOff: Fault = { method: "DELETE", path: source.path, nth: 2, action: "hang" };
    const { message, holderId } = await refusedDeletion(cutOff);
    expect(message).toContain(`(${holderId})`);
  });
});

test("a name that is not declared any more goes away", async () => {
  const inputs = mappingSet.inputs(foundation);
  const { id, outputs } = await provider.create("mappingSet", inputs);
  await provider.update("mappingSet", id, outputs, edited(inputs, { name: undefined }));
  expect(await held(platform.colleague, addressOf(mappingSet, id))).not.toHaveProperty("name");
});

test("labels that a colleague gave to mappings stay", async () => {
  const inputs = mappingSet.inputs(foundation);
  const { id, outputs } = await provider.create("mappingSet", inputs);
  const address = addressOf(mappingSet, id);
  const live = mappings.parse(await held(platform.colleague, address));
  const labelled = live.mappings.map((mapping) => ({ ...mapping, description: "theirs" }));
  await done(platform.colleague(address, { method: "PUT", body: { ...live, mappings: labelled } }));
  await provider.update("mappingSet", id, outputs, edited(inputs, { name: "Ours" }));
  const after = mappings.parse(await held(platform.colleague, address));
  expect(after.mappings.map(({ description }) => description)).toEqual(labelled.map(() => "theirs"));
});
