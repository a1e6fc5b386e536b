import type { Client } from "../../api/client";
import { type FlowRun, isFinished } from "../../api/flow-run";
import { listRuns } from "../../api/flow-runs";
import type { FlowItem } from "../../api/flow-service";
import { flowSpecs, reportsRuns } from "../../api/specs";
import { listFlows } from "../../lookups/find-flow";
import { findFlowByWord } from "../flow-word";

/** A flow with its last runs, newest first. */
export interface FlowWithRuns {
  readonly flow: FlowItem;
  /** AEP counts what flows of this spec ingest. */
  readonly isReported: boolean;
  readonly specName?: string;
  readonly runs: readonly FlowRun[];
}

/** What a list of runs comes to. */
export type Verdict = "good" | "partial" | "failed" | "none";

export interface Wanted {
  /** One flow, by name or id; else every source flow of the sandbox. */
  readonly word: string | undefined;
  /** Runs of each flow. */
  readonly most: number;
  /** Milliseconds since 1970: runs that began before are left out. */
  readonly since: number;
}

export async function lookAtRuns(
  client: Client,
  { word, most, since }: Wanted,
): Promise<readonly FlowWithRuns[]> {
  const [found, specs] = await Promise.all([
    word === undefined ? listFlows(client) : findFlowByWord(client, word).then((flow) => [flow]),
    flowSpecs.list(client),
  ]);
  const byId = new Map(specs.map((spec) => [spec.id, spec]));
  const isWanted = (flow: FlowItem) =>
    word !== undefined || byId.get(flow.flowSpec?.id ?? "")?.attributes?.isSourceFlow !== false;
  return Promise.all(
    found.filter(isWanted).map(async (flow) => {
      const spec = byId.get(flow.flowSpec?.id ?? "");
      return {
        flow,
        isReported: reportsRuns(spec),
        ...(spec?.name !== undefined && { specName: spec.name }),
        runs: (await listRuns(client, flow.id, most)).filter(({ startedAt = 0 }) => startedAt >= since),
      };
    }),
  );
}

/** A run that goes on is as good as its records so far. */
export function verdictOfRun({ status, errors, recordsFailed = 0 }: FlowRun): Verdict {
  if (status === "failed") return "failed";
  if (status === "partialSuccess" || errors.length > 0 || recordsFailed > 0) return "partial";
  return "good";
}

/** The newest run that is over counts: what failed before it was made good. While none is over, the newest one. */
export function verdictOfFlow({ runs }: FlowWithRuns): Verdict {
  const deciding = runs.find(isFinished) ?? runs[0];
  return deciding === undefined ? "none" : verdictOfRun(deciding);
}

const WORST_FIRST: readonly Verdict[] = ["failed", "partial", "good", "none"];

/** The worst of all flows; flows without runs do not count beside others. */
export function verdictOfAll(flows: readonly FlowWithRuns[]): Verdict {
  const verdicts = flows.map(verdictOfFlow);
  return WORST_FIRST.find((verdict) => verdicts.includes(verdict)) ?? "none";
}

/** Whether there is nothing to wait for: the newest run of every flow that has runs is over. */
export function isSettled(flows: readonly FlowWithRuns[]): boolean {
  return flows.every(({ isReported, runs: [newest] }) =>
    newest === undefined ? !isReported : isFinished(newest),
  );
}
