import type { Client } from "../api/client";
import { startRun } from "../api/flow-runs";
import type { FlowItem } from "../api/flow-service";
import { isObject, type Json, type JsonObject, toJsonObject } from "../api/values";
import { timeArgument } from "./arguments";
import { type CommonOptions, command } from "./command";
import { findFlowByWord, flowTitle } from "./flow-word";
import { RefusedError } from "./runs/retry";
import { dateTime, printable } from "./text";

interface RunOptions extends CommonOptions {
  readonly flow: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to?: number;
}

/** A run on demand, of what came to the source within a window of time. */
export const run = command<RunOptions>(
  {
    name: "run",
    summary: "Run a flow that is scheduled once, for what came to its source within a time.",
    examples: ['run --flow "Orders, on demand" --from 2026-11-01 --to 2026-11-08'],
    exitCodes: { 0: "the run was started" },
  },
  async ({ options, terminal, platform }) => {
    const { client } = await platform();
    const flow = await findFlowByWord(client, options.flow);
    const window = windowOf(client, options);
    assertRunnable(flow);
    const id = await startRun(client, flow.id, {
      startTime: window.now,
      windowStartTime: window.from,
      windowEndTime: window.to,
      ...deltaColumn(flow),
    });
    if (options.json) terminal.writeJson({ runId: id, flowId: flow.id, from: window.from, to: window.to });
    else {
      terminal.write(`Started the run ${id} of the flow`);
      terminal.write(`${printable(flowTitle(flow))}.`);
      terminal.write(`It takes what came from ${dateTime(window.from)} to ${dateTime(window.to)} UTC.`);
      terminal.write(`To see how it goes: pulumi-aep runs --flow ${flow.id} --wait 15m`);
    }
    return 0;
  },
  (declared) =>
    declared
      .requiredOption("--flow <name or id>", "the flow to run")
      .requiredOption(
        "--from <time>",
        "beginning of the window: 2026-11-01 or 2026-11-01T09:00Z",
        timeArgument,
      )
      .option("--to <time>", "end of the window; default: now", timeArgument),
);

/** In milliseconds (flow-service.yaml, createFlowRun). */
function windowOf(client: Client, { from, to }: RunOptions) {
  const now = client.serverNow();
  const end = to ?? now;
  if (from >= end) {
    throw new RefusedError(
      `Nothing was run: the window would begin at ${dateTime(from)} and end at ${dateTime(end)} UTC. --from comes before --to.`,
    );
  }
  return { now, from, to: end };
}

/** AEP says the same in codes (1386, 1388); said before anything is sent. */
function assertRunnable(flow: FlowItem): void {
  const title = flowTitle(flow);
  const { frequency } = toJsonObject(flow.scheduleParams ?? {});
  if (frequency !== "once") {
    const schedule = typeof frequency === "string" ? `is scheduled by the ${frequency}` : "has no schedule";
    throw new RefusedError(
      `The flow ${title} was not run: it ${schedule}, and AEP runs flows on demand only when they are scheduled "once".`,
    );
  }
  if (flow.state !== "enabled") {
    throw new RefusedError(
      `The flow ${title} was not run: it is ${flow.state ?? "in an unknown state"}. Enable it first (Flow.state).`,
    );
  }
}

/** A flow that copies by a column wants it named again. */
function deltaColumn(flow: FlowItem): JsonObject {
  const copy = flow.transformations?.find(({ name }) => name === "Copy");
  const declared: Json | undefined = toJsonObject(copy?.params ?? {}).deltaColumn;
  return isObject(declared) && typeof declared.name === "string"
    ? { deltaColumn: { name: declared.name } }
    : {};
}
