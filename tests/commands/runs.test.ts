import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { event } from "../emulator/tutorial";
import { type EmulatorProcess, startEmulatorProcess } from "../support/emulator";
import { type CommandResult, everythingSaid, runCommand, startCommand } from "./command-process";
import { badEvent, type Dataflows, makeDataflows, names } from "./dataflows";

/** `pulumi-aep runs` and `pulumi-aep run`, as processes against the emulator. */
const SECRET = "canary-secret-of-the-commands";
let emulator: EmulatorProcess;
let env: Readonly<Record<string, string>>;
let flows: Dataflows;
let folder: string;

beforeAll(async () => {
  emulator = await startEmulatorProcess();
  env = { ...emulator.environment, AEP_CLIENT_SECRET: SECRET };
});

beforeEach(async () => {
  await emulator.control("POST", "/reset");
  await emulator.control("PUT", "/faults", []);
  await emulator.clearRequests();
  flows = await makeDataflows(emulator);
  folder = await mkdtemp(path.join(tmpdir(), "failed-records-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

afterAll(async () => {
  await emulator?.stop();
  expect(everythingSaid.join("")).not.toContain(SECRET);
  expect(everythingSaid.join("")).not.toContain("\u001B");
});

const command = (...words: string[]): Promise<CommandResult> => runCommand(words, { env });

const shown = z.object({
  verdict: z.enum(["good", "partial", "failed", "none"]),
  flows: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      state: z.string(),
      runsAreReported: z.boolean(),
      verdict: z.string(),
      runs: z.array(
        z.object({
          id: z.uuid(),
          flowId: z.uuid(),
          status: z.string(),
          startedAt: z.number(),
          completedAt: z.number().optional(),
          recordsIn: z.number(),
          recordsWritten: z.number(),
          recordsFailed: z.number(),
          errors: z.array(z.object({ code: z.string(), message: z.string() })),
          failedRecords: z.string().optional(),
          sampleErrors: z.string().optional(),
          samples: z.array(z.string()).optional(),
          files: z.array(z.string()).optional(),
        }),
      ),
    }),
  ),
});

const writes = async () =>
  (await emulator.requests())
    .filter(({ method, path: to, headers }) => {
      return method !== "GET" && !to.startsWith("/ims") && headers["x-api-key"] === "program-under-test";
    })
    .map(
      ({ method, path: to, query }) => `${method} ${to.replace(/[0-9a-f-]{36}/, "{id}")} ${query.op ?? ""}`,
    );

describe("runs", () => {
  it("ends with 3 where there are none", async () => {
    const none = await command("runs");
    expect(none.code).toBe(3);
    expect(none.stdout).toMatch(/^FLOW +STARTED/);
    expect(none.stdout).toContain("no runs");
    const one = await command("runs", "--flow", names.webhook);
    expect([one.code, one.stdout]).toEqual([3, expect.stringContaining("No runs yet.")]);
  });

  it("shows good ones, fits into 80 columns, and ends with 0", async () => {
    await flows.post(event, event);
    await flows.flush();
    const { code, stdout } = await command("runs", "--flow", flows.webhook);
    expect(code).toBe(0);
    expect(stdout).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}success +[\d.]+ s +2 +2 +0\n/);
    expect(Math.max(...stdout.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(80);
    const json = shown.parse(JSON.parse((await command("runs", "--json")).stdout));
    expect(json).toMatchObject({
      verdict: "good",
      flows: expect.arrayContaining([
        expect.objectContaining({
          id: flows.webhook,
          runs: [expect.objectContaining({ recordsWritten: 2 })],
        }),
      ]),
    });
  });

  it("says what failed and why, newest first, downloads it, and ends with 2", async () => {
    await flows.post(event);
    await flows.flush();
    await flows.post(event, badEvent);
    await flows.flush();
    const { code, stdout } = await command("runs", "--flow", names.webhook, "--errors", "--to", folder);
    expect(code).toBe(2);
    expect(stdout).toMatch(/partial[^\n]* 2 +1 +1\n {4}run [0-9a-f-]{36}\n/);
    expect(stdout.indexOf("partial")).toBeLessThan(stdout.indexOf("success  ", stdout.indexOf("MAPPER")));
    expect(stdout).toMatch(/MAPPER-3700-400, a record could not be mapped: The required/);
    expect(stdout.replace(/\n */g, "")).toContain('"event_id":"BAD"');
    const file = /^ {4}(.+conversion_errors_0\.json)$/m.exec(stdout)?.[1];
    expect(JSON.parse(await readFile(file ?? "", "utf8"))).toMatchObject({ record: badEvent });
    const json = await command("runs", "--flow", names.webhook, "--errors", "--to", folder, "--json");
    const [flow] = shown.parse(JSON.parse(json.stdout)).flows;
    expect(flow?.runs[0]).toMatchObject({ status: "partialSuccess", files: [file] });
    expect(await writes()).toEqual([]);
  });

  it("fetches failed records from the configured platform only", async () => {
    await flows.post(badEvent);
    await flows.flush();
    const [run] =
      shown.parse(JSON.parse((await command("runs", "--flow", flows.webhook, "--json")).stdout)).flows[0]
        ?.runs ?? [];
    const elsewhere = "https://platform.example.com/data/foundation/export/batches/1/meta?path=row_errors";
    const manifest = { failedRecords: elsewhere };
    await emulator.control("PUT", "/faults", {
      seed: 1,
      faults: [
        {
          method: "GET",
          path: "/flowservice/runs",
          times: 1,
          action: {
            status: 200,
            body: {
              items: [
                {
                  id: run?.id,
                  flowId: flows.webhook,
                  metrics: { statusSummary: { status: "failed" } },
                  activities: [{ extensions: { manifest } }],
                },
              ],
            },
          },
        },
      ],
    });
    const { code, stderr } = await command("runs", "--flow", flows.webhook, "--errors", "--to", folder);
    expect(code).toBe(4);
    expect(stderr).toContain("which is not the configured platform (127.0.0.1); nothing was fetched");
  });

  it("ends with 1 when the newest run failed; a later success makes it good", async () => {
    await flows.post(badEvent);
    await flows.flush();
    expect((await command("runs")).code).toBe(1);
    await flows.post(event);
    await flows.flush();
    expect((await command("runs", "--flow", flows.webhook)).code).toBe(0);
  });

  it("waits until a run is over, within its time", async () => {
    await flows.post(event);
    const inVain = await command("runs", "--flow", flows.webhook, "--wait", "1s");
    expect(inVain.code).toBe(4);
    expect(inVain.stdout).toContain("in progress");
    const waiting = startCommand(["runs", "--flow", flows.webhook, "--wait", "15s"], { env });
    await waiting.said(/Waiting for the run of .*, in progress, 1 record in … \d s/);
    await flows.flush();
    expect(await waiting.result).toMatchObject({ code: 0, stdout: expect.stringContaining("success") });
    const later = await command("runs", "--flow", flows.webhook, "--since", "2099-01-01", "--wait", "1s");
    expect([later.code, later.stdout]).toEqual([3, expect.stringContaining("No runs yet.")]);
  });

  it("ends with 130 when it is interrupted before there is an answer", async () => {
    await flows.post(event);
    const waiting = startCommand(["runs", "--flow", flows.webhook, "--wait", "15s"], { env });
    await waiting.said(/Waiting for the run/);
    await waiting.interrupt();
    expect(await waiting.result).toMatchObject({ code: 130, stdout: "" });
  });

  it("watches until it is interrupted, and then ends with what it saw last", async () => {
    await flows.post(event);
    const watching = startCommand(["runs", "--flow", flows.webhook, "--watch", "--interval", "200ms"], {
      env,
    });
    await watching.said(/in progress/);
    await flows.post(badEvent);
    await flows.flush();
    await watching.said(/partial/);
    await watching.interrupt();
    expect((await watching.result).code).toBe(2);
  });

  it("says that runs are not reported where the flow spec says so", async () => {
    const spec = { id: "e77fde5a-22a8-11ed-861d-0242ac120002", name: "GenericStreamingAEP", version: "1.0" };
    const attributes = {
      isSourceFlow: true,
      frequency: "streaming",
      uiAttributes: { apiFeatures: { flowRunsSupported: false } },
    };
    const answer = { status: 200, body: { items: [{ ...spec, attributes }], _links: {} } };
    await emulator.control("PUT", "/faults", {
      seed: 1,
      faults: [{ method: "GET", path: "/flowservice/flowSpecs", times: 1, action: answer }],
    });
    const { code, stdout } = await command("runs", "--flow", flows.webhook);
    expect(code).toBe(3);
    expect(stdout).toContain("Runs are not reported: AEP does not count what flows of the flow spec");
  });

  it("ends with 4 and the reason when AEP cannot be asked, with 64 when the command line is wrong", async () => {
    const unset = await runCommand(["runs"], { env: {} });
    expect(unset.code).toBe(4);
    expect(unset.stderr).toContain("AEP_CLIENT_ID");
    const unknown = await command("runs", "--flow", "Orders");
    expect([unknown.code, unknown.stderr]).toEqual([
      4,
      'pulumi-aep: There is no flow named "Orders" in the sandbox "dev".\n',
    ]);
    expect((await command("runs", "--wait", "soon")).code).toBe(64);
    expect((await command("frobnicate")).code).toBe(64);
    expect((await command("runs", "retry", flows.webhook, "--watch")).code).toBe(64);
    const help = await command("runs", "--help");
    expect(help.code).toBe(0);
    expect(help.stdout).toMatch(/Examples:\n {2}pulumi-aep runs\n[\s\S]*Exit codes:\n {4}0 /);
  });
});

describe("run", () => {
  const window = ["--from", "2020-01-01", "--to", "2099-01-01T00:00Z"];

  it("runs a flow that is scheduled once, and its failed run can be retried", async () => {
    await flows.give(event, badEvent);
    const started = await command("run", "--flow", names.files, ...window, "--json");
    expect(started.code).toBe(0);
    const { runId } = z
      .object({ runId: z.uuid(), flowId: z.uuid(), from: z.number(), to: z.number() })
      .parse(JSON.parse(started.stdout));
    const failed = await command("runs", "--flow", flows.files, "--wait", "10s");
    expect([failed.code, failed.stdout]).toEqual([1, expect.stringContaining("INGEST-1212-400")]);
    expect(failed.stdout).toMatch(/INGEST-1212-400, records could not be written to the dataset: /);

    const retried = await command("runs", "retry", runId, "--json");
    expect(retried.code).toBe(0);
    const again = z.object({ runId: z.uuid(), retried: z.uuid() }).parse(JSON.parse(retried.stdout));
    expect(again.retried).toBe(runId);
    expect(await writes()).toEqual([
      "POST /data/foundation/flowservice/runs ",
      "POST /data/foundation/flowservice/runs/{id}/action re-trigger",
    ]);
  });

  it("refuses what AEP would refuse, with the reason and without a write", async () => {
    await flows.post(badEvent);
    await flows.flush();
    const runs = shown.parse(JSON.parse((await command("runs", "--flow", flows.webhook, "--json")).stdout));
    const streamed = await command("runs", "retry", runs.flows[0]?.runs[0]?.id ?? "");
    expect([streamed.code, streamed.stderr]).toEqual([4, expect.stringContaining("its flow streams")]);

    const unscheduled = await command("run", "--flow", names.webhook, ...window);
    expect([unscheduled.code, unscheduled.stderr]).toEqual([
      4,
      expect.stringContaining("it has no schedule"),
    ]);
    const backwards = await command(
      "run",
      "--flow",
      names.files,
      "--from",
      "2026-02-01",
      "--to",
      "2026-01-01",
    );
    expect([backwards.code, backwards.stderr]).toEqual([
      4,
      expect.stringContaining("--from comes before --to"),
    ]);

    await flows.give(event);
    await command("run", "--flow", names.files, ...window);
    const good = shown.parse(JSON.parse((await command("runs", "--flow", flows.files, "--json")).stdout));
    const done = await command("runs", "retry", good.flows[0]?.runs[0]?.id ?? "");
    expect([done.code, done.stderr]).toEqual([4, expect.stringContaining("AEP retries failed runs only")]);
    expect(await writes()).toEqual(["POST /data/foundation/flowservice/runs "]);
  });

  it("is held back in a production sandbox, as the retry is", async () => {
    const production = await makeDataflows(emulator, "prod");
    await production.give(badEvent);
    const refused = await command("run", "--flow", names.files, ...window, "--sandbox", "prod");
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain('The sandbox "prod" is a production sandbox; nothing was written.');
    expect(await writes()).toEqual([]);
    const allowed = { env: { ...env, AEP_ALLOW_PRODUCTION: "prod" } };
    const started = await runCommand(
      ["run", "--flow", names.files, ...window, "--sandbox", "prod", "--json"],
      allowed,
    );
    const { runId } = z.object({ runId: z.uuid() }).parse(JSON.parse(started.stdout));
    await runCommand(["runs", "--flow", names.files, "--sandbox", "prod", "--wait", "10s"], allowed);
    const retry = await command("runs", "retry", runId, "--sandbox", "prod");
    expect([retry.code, retry.stderr]).toEqual([4, expect.stringContaining("is a production sandbox")]);
  });
});
