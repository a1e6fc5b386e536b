import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { endAll, run } from "./built-emulator";
import { type Client, connect, paths } from "./client";
import { event, makePipeline, type Pipeline, sourceConnection } from "./tutorial";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aep-kill-"));
});
afterEach(async () => {
  endAll();
  await rm(folder, { recursive: true, force: true });
});

const start = () => run("--port", "0", "--data", folder, "--set", "inletDelayMilliseconds=0");

const batchLength = 7;

/** What the platform said it had done. */
interface Acknowledged {
  readonly created: Set<string>;
  readonly deleted: Set<string>;
  description: string | undefined;
  /** The last one that was sent, acknowledged or not. */
  sentDescription: string | undefined;
  rows: number;
}

/** Sends requests one after the other until the emulator is gone. */
async function untilGone(request: () => Promise<void>): Promise<void> {
  try {
    for (;;) {
      await request();
    }
  } catch {
    // The connection was cut in the middle of a request.
  }
}

async function inletPath(client: Client, { flowId }: Pipeline): Promise<string> {
  const flow = await client.get(`${paths.flow}/flows/${flowId}`);
  return new URL(flow.text("items", 0, "options", "inletUrl")).pathname.replace(
    "/collection/",
    "/collection/batch/",
  );
}

async function writeUntilGone(client: Client, pipeline: Pipeline, acknowledged: Acknowledged): Promise<void> {
  const inlet = await inletPath(client, pipeline);
  const messages = Array.from({ length: batchLength }, () => ({
    header: { flowId: pipeline.flowId },
    ...event,
  }));
  await Promise.all([
    untilGone(async () => {
      const id = (await client.post(`${paths.flow}/sourceConnections`, sourceConnection)).text("id");
      acknowledged.created.add(id);
    }),
    untilGone(async () => {
      const id = (await client.post(`${paths.flow}/sourceConnections`, sourceConnection)).text("id");
      if ((await client.delete(`${paths.flow}/sourceConnections/${id}`)).status === 204) {
        acknowledged.deleted.add(id);
      }
    }),
    untilGone(async () => {
      const description = `${Math.random()}`;
      acknowledged.sentDescription = description;
      const path = `${paths.catalog}/dataSets/${pipeline.datasetId}`;
      if ((await client.patch(path, { description })).status === 200) {
        acknowledged.description = description;
      }
    }),
    untilGone(async () => {
      if ((await client.post(inlet, { messages })).status === 207) {
        acknowledged.rows += batchLength;
      }
    }),
  ]);
}

async function check(client: Client, { datasetId, flowId }: Pipeline, acknowledged: Acknowledged) {
  const stored = (await client.get("/_emulator/state")).at(
    "organizations",
    "EMULATOR@AdobeOrg",
    "dev",
    "objects",
  );
  const { sourceConnections, dataSets } = stored as Record<string, Record<string, unknown>>;
  const ids = new Set(Object.keys(sourceConnections ?? {}));
  expect([...acknowledged.created].filter((id) => !ids.has(id))).toEqual([]);
  expect([...acknowledged.deleted].filter((id) => ids.has(id))).toEqual([]);
  const recorded = z.looseObject({ content: z.looseObject({ description: z.string().optional() }) });
  const { description } = recorded.parse(dataSets?.[datasetId]).content;
  expect([acknowledged.description, acknowledged.sentDescription]).toContain(description);
  // A batch is one transaction: its rows and their count in the run.
  const rows = (await client.get(`/_emulator/datasets/${datasetId}/rows`)).at("rows") as unknown[];
  const runs = (await client.get(`${paths.flow}/runs?property=flowId==${flowId}`)).at("items") as {
    metrics: { recordSummary: { outputRecordCount: number } };
  }[];
  const counted = runs.reduce((sum, one) => sum + one.metrics.recordSummary.outputRecordCount, 0);
  // One more may have been written whose answer was cut off.
  expect([acknowledged.rows, acknowledged.rows + batchLength]).toContain(rows.length);
  expect(counted).toBe(rows.length);
  // What was read is as good as acknowledged.
  acknowledged.description = description;
  acknowledged.rows = rows.length;
}

test("kill -9 at any moment loses nothing that was acknowledged, and leaves nothing half", async () => {
  const acknowledged: Acknowledged = {
    created: new Set(),
    deleted: new Set(),
    description: undefined,
    sentDescription: undefined,
    rows: 0,
  };
  let pipeline: Pipeline | undefined;
  for (let round = 0; round < 4; round += 1) {
    const emulator = start();
    const client = await connect(await emulator.firstLine);
    pipeline ??= await makePipeline(client);
    if (round > 0) {
      await check(client, pipeline, acknowledged);
    }
    const writing = writeUntilGone(client, pipeline, acknowledged);
    await pause(60 + Math.random() * 240);
    emulator.child.kill("SIGKILL");
    await writing;
    await emulator.ended;
  }
  const last = start();
  const client = await connect(await last.firstLine);
  if (pipeline === undefined) {
    throw new Error("No round took place.");
  }
  await check(client, pipeline, acknowledged);
  expect(acknowledged.created.size).toBeGreaterThan(4);
  expect(acknowledged.deleted.size).toBeGreaterThan(0);
  expect(acknowledged.rows).toBeGreaterThan(0);
}, 60_000);

test("of many servers that start at once on the folder of a killed one, one gets it", async () => {
  const killed = start();
  await killed.firstLine;
  killed.child.kill("SIGKILL");
  await killed.ended;
  const contenders = Array.from({ length: 4 }, start);
  const outcomes = await Promise.all(
    contenders.map(({ firstLine, ended }) =>
      Promise.race([firstLine.then(() => "serves"), ended.then(({ errors }) => errors)]),
    ),
  );
  const refusal = `aep-emulator: Another emulator already uses the folder ${folder}. Stop it, or choose another folder.\n`;
  expect(outcomes.sort()).toEqual([refusal, refusal, refusal, "serves"]);
});
