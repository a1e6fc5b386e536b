import { assumptionAreas, assumptions } from "../../emulator/ledger/assumptions";
import { deliberatelyBadHeader } from "../support/recording";
import { type Bench, type Client, startBench } from "./client";
import { switchProbes } from "./fidelity/switch-probes";

let emulator: Bench;
let client: Client;
beforeAll(async () => {
  emulator = await startBench();
  client = unjudged(emulator.client);
});
afterAll(() => emulator.emulator.close());

const entries = Object.values(assumptionAreas).flatMap((area) => Object.entries(area));

/** Answers by other values than the defaults need not keep to the specifications. */
function unjudged(client: Client): Client {
  const send: Client["send"] = (method, path, options) =>
    client.send(method, path, {
      ...options,
      headers: { [deliberatelyBadHeader]: "a switch is flipped", ...options?.headers },
    });
  return {
    url: client.url,
    headers: { ...client.headers, [deliberatelyBadHeader]: "a switch is flipped" },
    send,
    get: (path, options) => send("GET", path, options),
    post: (path, body, options) => send("POST", path, { ...options, body }),
    put: (path, body, options) => send("PUT", path, { ...options, body }),
    patch: (path, body, options) => send("PATCH", path, { ...options, body }),
    delete: (path, options) => send("DELETE", path, options),
  };
}

/** What comes of an observation, for another value than the default or for the default. */
async function observed(id: string, ...flipped: readonly unknown[]): Promise<string> {
  await emulator.client.post("/_emulator/reset");
  emulator.clock.now = Date.parse("2026-11-22T10:00:00Z");
  for (const value of flipped) {
    const set = await client.put("/_emulator/settings", { assumptions: { [id]: value } });
    expect([id, value, set.status]).toEqual([id, value, 200]);
  }
  return JSON.stringify(await switchProbes[id]?.observe({ ...emulator, client }));
}

const flipped = entries
  .filter(([, { single }]) => single === undefined)
  .map(([id, assumption]) => {
    const others = assumption.alternatives
      .split(", ")
      .filter((value: string) => value !== assumption.default);
    return [id, assumption.default, switchProbes[id]?.values ?? others] as const;
  });

test.each(flipped)("the switch %s changes what can be seen: %j or %j", async (id, _default, others) => {
  expect(switchProbes).toHaveProperty(id);
  const before = await observed(id);
  for (const other of others) {
    expect([other, await observed(id, other)]).not.toEqual([other, before]);
  }
});

test("a switch with one value says why there is no other", () => {
  const silent = entries.filter(([, { single }]) => single !== undefined && single.length < 20);
  expect(silent).toEqual([]);
});

test("every switch has a question and a source", () => {
  const poor = Object.entries(assumptions).filter(
    ([, { question, source }]) => !question.endsWith("?") || source === "",
  );
  expect(poor.map(([id]) => id)).toEqual([]);
});
