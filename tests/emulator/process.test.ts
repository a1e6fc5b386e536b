import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endAll, run } from "./built-emulator";
import { connect, paths } from "./client";
import { makePipeline, sourceConnection } from "./tutorial";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aep-emulator-"));
});
afterEach(async () => {
  endAll();
  await rm(folder, { recursive: true, force: true });
});

test("the first line names the address, and a signal stops the server cleanly", async () => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    const emulator = run("--port", "0", "--set", "inletDelayMilliseconds=5");
    const url = await emulator.firstLine;
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const client = await connect(url);
    const settings = await client.get("/_emulator/settings");
    expect(settings.at("assumptions", "inletDelayMilliseconds")).toBe(5);
    emulator.child.kill(signal);
    expect(await emulator.ended).toEqual({ code: 0, errors: "" });
  }
});

test("what was acknowledged survives kill -9, and half a line does not matter", async () => {
  const first = run("--port", "0", "--data", folder);
  const before = await connect(await first.firstLine);
  const pipeline = await makePipeline(before);
  await before.delete(`${paths.flow}/flows/${pipeline.flowId}`);
  const burst = Array.from({ length: 40 }, () =>
    before.post(`${paths.flow}/sourceConnections`, sourceConnection),
  );
  const acknowledged: string[] = [];
  const answers = Promise.allSettled(
    burst.map(async (answer) => {
      acknowledged.push((await answer).text("id"));
      if (acknowledged.length === 20) {
        first.child.kill("SIGKILL");
      }
    }),
  );
  await answers;
  await first.ended;
  expect(acknowledged.length).toBeGreaterThanOrEqual(20);
  await appendFile(join(folder, "journal.jsonl"), '[["[\\"x');

  const second = run("--port", "0", "--data", folder);
  const after = await connect(await second.firstLine);
  const ids = (await after.get(`${paths.flow}/sourceConnections`)).at("items") as { id: string }[];
  expect(ids.map(({ id }) => id)).toEqual(expect.arrayContaining([pipeline.sourceId, ...acknowledged]));
  expect((await after.get(`${paths.flow}/flows/${pipeline.flowId}`)).status).toBe(404);
  expect(
    (await after.get(`${paths.dataPrep}/mappingSets/${pipeline.mappingId}`)).at("mappings"),
  ).toHaveLength(6);
  const state = (await after.get("/_emulator/state")).body;
  second.child.kill("SIGTERM");
  await second.ended;
  expect((await readFile(join(folder, "journal.jsonl"), "utf8")).endsWith("\n")).toBe(true);

  const third = run("--port", "0", "--data", folder);
  expect((await (await connect(await third.firstLine)).get("/_emulator/state")).body).toEqual(state);
});

test("two servers cannot share a folder", async () => {
  const first = run("--port", "0", "--data", folder);
  await first.firstLine;
  const { code, errors } = await run("--port", "0", "--data", folder).ended;
  expect([code, errors]).toEqual([
    1,
    `aep-emulator: Another emulator already uses the folder ${folder}. Stop it, or choose another folder.\n`,
  ]);
});

test("a busy port and a wrong switch are one clear sentence", async () => {
  const occupant = createServer().listen(0, "127.0.0.1");
  await new Promise((listening) => occupant.once("listening", listening));
  const address = occupant.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const busy = await run("--port", String(port)).ended;
  occupant.close();
  expect([busy.code, busy.errors]).toEqual([
    1,
    `aep-emulator: Port ${port} is in use. Stop what listens there, or choose another one with --port.\n`,
  ]);
  const wrong = await run("--port", "0", "--set", "nonsense=1").ended;
  expect([wrong.code, wrong.errors]).toEqual([
    1,
    expect.stringMatching(/^aep-emulator: There is no switch "nonsense"\./),
  ]);
  const noPort = await run("--port", "many").ended;
  expect([noPort.code, noPort.errors]).toEqual([
    1,
    expect.stringContaining("A port is a number from 0 to 65535."),
  ]);
});

test("faults come from a file, and an unreadable one is one clear sentence", async () => {
  const file = join(folder, "faults.json");
  await writeFile(file, JSON.stringify({ seed: 3, faults: [{ path: "/flows", action: "unavailable" }] }));
  const emulator = run("--port", "0", "--faults", file);
  const client = await connect(await emulator.firstLine);
  expect((await client.get(`${paths.flow}/flows`)).status).toBe(503);
  await client.put("/_emulator/faults", []);
  await client.post("/_emulator/reset");
  expect((await client.get("/_emulator/faults")).body).toMatchObject({
    seed: 3,
    faults: [{ path: "/flows" }],
  });
  await writeFile(file, JSON.stringify([{ path: "/flows", action: "nonsense" }]));
  const wrong = await run("--port", "0", "--faults", file).ended;
  expect([wrong.code, wrong.errors]).toEqual([1, expect.stringContaining(file)]);
  const none = await run("--port", "0", "--faults", join(folder, "none.json")).ended;
  expect([none.code, none.errors]).toEqual([1, expect.stringContaining("none.json")]);
});
