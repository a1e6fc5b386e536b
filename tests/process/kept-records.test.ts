import { z } from "zod";
import { type Run, startRun } from "./in-process";
import { objectKind } from "./objects";
import { errorOf, type Foundation, held, PATHS, type Platform, startPlatform } from "./platform";

/** A dataset whose forceDestroy is not recorded is not deleted, whatever the engine asks for. */
let platform: Platform;
let foundation: Foundation;
let run: Run;

beforeAll(async () => {
  platform = await startPlatform();
  foundation = await platform.reset();
  run = startRun(platform.emulator.environment);
});
afterAll(() => platform?.stop());

it("the refusal says how many records its flows' runs wrote, and asks for them only then", async () => {
  const { datasetId, schemaId } = foundation;
  const { outputs } = await run.create("flow", objectKind("flow").inputs(foundation));
  const { inletUrl } = z.object({ inletUrl: z.string() }).parse(outputs);
  const recorded = await run.read("dataset", datasetId, {
    name: "Foundation dataset",
    schemaRef: { id: schemaId },
  });
  expect((await errorOf(run.delete("dataset", datasetId, recorded))).message).toMatch(
    /dataset .* was not deleted: the (records in it|runs of its flows wrote 0 records).*forceDestroy/s,
  );
  for (const email of ["a@example.com", "b@example.com"])
    await fetch(inletUrl, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ data: { email } }),
    });
  await platform.emulator.clearRequests();
  const { message } = await errorOf(run.delete("dataset", datasetId, recorded));
  expect(message).toContain("the runs of its flows wrote 2 records into it, which would go with it");
  expect(await platform.sent()).toEqual([
    "GET targetConnections",
    "GET flows",
    "GET /data/foundation/flowservice/runs",
    "GET dataSets",
  ]);
  await held(platform.colleague, `${PATHS.catalog}/dataSets/${datasetId}`);
});

it("one that somebody deleted leaves the stack", async () => {
  const inputs = { ...objectKind("dataset").inputs(foundation), forceDestroy: undefined };
  const { id, outputs } = await run.create("dataset", inputs);
  await platform.colleague(`${PATHS.catalog}/dataSets/${id}`, { method: "DELETE" });
  await run.delete("dataset", id, outputs);
});

describe("an object that its resource had before, as after a forced replacement", () => {
  const inputs = (forceDestroy?: boolean) => ({
    ...objectKind("dataset").inputs(foundation),
    __owner: "0123456789abcdef",
    forceDestroy,
  });

  it("goes by what the resource says now, once that is recorded", async () => {
    const { id, outputs } = await run.create("dataset", inputs());
    await expect(run.delete("dataset", id, outputs)).rejects.toThrow("forceDestroy is not recorded");
    await run.check("dataset", inputs(), inputs(true));
    await expect(run.delete("dataset", id, outputs)).rejects.toThrow("forceDestroy is not recorded");
    await run.check("dataset", inputs(true), inputs(true));
    await run.delete("dataset", id, outputs);
  });

  it("also where the resource took it back, by an update of this run", async () => {
    const { id, outputs } = await run.create("dataset", inputs(true));
    const second = await run.create("dataset", inputs(true));
    await run.update("dataset", second.id, second.outputs, inputs());
    await expect(run.delete("dataset", id, outputs)).rejects.toThrow("forceDestroy is not recorded");
  });
});
