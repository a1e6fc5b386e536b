import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Bench, paths, startBench } from "./client";

let folder: string;
let bench: Bench;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aep-recording-"));
  file = join(folder, "exchanges.jsonl");
  bench = await startBench({ record: file });
});
afterEach(async () => {
  await bench.emulator.close();
  await rm(folder, { recursive: true, force: true });
});

async function recorded(): Promise<unknown[]> {
  const lines = (await readFile(file, "utf8")).split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as unknown);
}

test("every exchange is recorded with its answer, and no credential is", async () => {
  await bench.client.get(`${paths.flow}/flows?property=name==a&property=state==enabled&limit=2`);
  await bench.client.post(`${paths.flow}/connections`, { auth: { params: { clientSecret: "hush-hush" } } });
  await bench.client.get("/_emulator/state");
  const exchanges = await recorded();
  expect(exchanges).toEqual([
    expect.objectContaining({ method: "POST", path: "/ims/token/v3", status: 200 }),
    expect.objectContaining({
      method: "GET",
      path: `${paths.flow}/flows`,
      query: { property: ["name==a", "state==enabled"], limit: ["2"] },
      headers: expect.objectContaining({ authorization: "***", "x-sandbox-name": "dev" }),
      body: null,
      status: 200,
      answerBody: { items: [], _links: {} },
    }),
    expect.objectContaining({
      method: "POST",
      body: { auth: { params: { clientSecret: "***" } } },
      status: 400,
      answerHeaders: expect.objectContaining({ "x-request-id": expect.any(String) }),
    }),
  ]);
  const text = await readFile(file, "utf8");
  for (const credential of ["hush", "Bearer", bench.client.headers.authorization ?? "?"]) {
    expect(text).not.toContain(credential);
  }
});

test("a request whose connection was cut is recorded without an answer, and a fault's answer says so", async () => {
  await bench.client.put("/_emulator/faults", [
    { path: "/flows", nth: 1, action: "reset-after" },
    { path: "/flows", nth: 2, action: { status: 503 } },
  ]);
  await expect(bench.client.get(`${paths.flow}/flows`)).rejects.toThrow();
  expect((await bench.client.get(`${paths.flow}/flows`)).status).toBe(503);
  const [, cut, replaced] = await recorded();
  expect(cut).toMatchObject({ path: `${paths.flow}/flows`, status: null, answerBody: null });
  expect(replaced).toMatchObject({ status: 503, answerHeaders: { "x-emulator-fault": "answer" } });
});
