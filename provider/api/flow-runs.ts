import { z } from "zod";
import type { Client } from "./client";
import { definitely } from "./definitely";
import type { FlowRun, RunStatus } from "./flow-run";
import { FLOW_SERVICE, listFlowService } from "./flow-service-list";
import type { JsonObject } from "./values";

/**
 * Runs of flows (Flow Service, listFlowRuns, createFlowRun; guides "Monitor dataflows" and "Retry failed dataflow runs").
 * Times in milliseconds since 1970.
 */
const manifest = z.looseObject({
  failedRecords: z.string().optional(),
  sampleErrors: z.string().optional(),
});

const runItem = z.looseObject({
  id: z.string(),
  flowId: z.string(),
  createdAt: z.number().optional(),
  metrics: z
    .looseObject({
      durationSummary: z
        .looseObject({ startedAtUTC: z.number().nullish(), completedAtUTC: z.number().nullish() })
        .nullish(),
      recordSummary: z
        .looseObject({
          inputRecordCount: z.number().nullish(),
          outputRecordCount: z.number().nullish(),
          failedRecordCount: z.number().nullish(),
        })
        .nullish(),
      statusSummary: z
        .looseObject({
          status: z.string().nullish(),
          errors: z
            .array(z.looseObject({ code: z.string().optional(), message: z.string().optional() }))
            .nullish(),
        })
        .nullish(),
    })
    .nullish(),
  activities: z
    .array(z.looseObject({ extensions: z.looseObject({ manifest: manifest.nullish() }).nullish() }))
    .nullish(),
});

type RunItem = z.infer<typeof runItem>;

/** Compared without case and underscores: guides write "success", the specification SUCCESS, clients meet partialSuccess. */
const STATUSES: Readonly<Record<string, RunStatus>> = {
  scheduled: "scheduled",
  queued: "queued",
  inprogress: "inProgress",
  completed: "success",
  success: "success",
  partialsuccess: "partialSuccess",
  partialfailure: "partialSuccess",
  failed: "failed",
};

/** The last runs, newest first. */
export async function listRuns(client: Client, flowId: string, most: number): Promise<readonly FlowRun[]> {
  const runs = await listFlowService(client, {
    attempt: `list the runs of the flow ${flowId}`,
    collection: "runs",
    item: runItem,
    property: `flowId==${flowId}`,
    orderby: "-metrics.durationSummary.startedAtUTC",
    most,
  });
  return runs.map(describeRun);
}

/** `undefined` only when AEP definitely says that there is none. */
export function getRun(client: Client, id: string): Promise<FlowRun | undefined> {
  return definitely(async () => {
    const { items } = await client.send({
      attempt: `read the run ${id}`,
      method: "GET",
      path: `${FLOW_SERVICE}/runs/${encodeURIComponent(id)}`,
      effect: "read",
      answer: z.looseObject({ items: z.tuple([runItem], z.unknown()) }),
    });
    return describeRun(items[0]);
  });
}

const receipt = z.looseObject({ id: z.string() });

/** The same records again, as a new run, whose id is returned. */
export async function retryRun(client: Client, id: string): Promise<string> {
  const answer = await client.send({
    attempt: `retry the run ${id}`,
    method: "POST",
    path: `${FLOW_SERVICE}/runs/${encodeURIComponent(id)}/action`,
    query: { op: "re-trigger" },
    effect: "once",
    answer: receipt,
  });
  return answer.id;
}

/** A run on demand, of a flow that is scheduled once; its id. */
export async function startRun(client: Client, flowId: string, params: JsonObject): Promise<string> {
  const answer = await client.send({
    attempt: `run the flow ${flowId}`,
    method: "POST",
    path: `${FLOW_SERVICE}/runs`,
    body: { flowId, params },
    effect: "once",
    answer: receipt,
  });
  return answer.id;
}

function describeRun({ id, flowId, createdAt, metrics, activities }: RunItem): FlowRun {
  const { startedAtUTC, completedAtUTC } = metrics?.durationSummary ?? {};
  const { inputRecordCount, outputRecordCount, failedRecordCount } = metrics?.recordSummary ?? {};
  const { status, errors } = metrics?.statusSummary ?? {};
  const manifests = (activities ?? []).map(({ extensions }) => extensions?.manifest ?? {});
  return {
    id,
    flowId,
    status: STATUSES[(status ?? "").toLowerCase().replace(/[^a-z]/g, "")] ?? "unknown",
    ...present("startedAt", startedAtUTC || createdAt),
    ...present("completedAt", completedAtUTC || undefined),
    ...present("recordsIn", inputRecordCount),
    ...present("recordsWritten", outputRecordCount),
    ...present("recordsFailed", failedRecordCount),
    errors: (errors ?? []).map(({ code, message }) => ({
      ...present("code", code),
      ...present("message", message),
    })),
    ...present("failedRecords", manifests.find((each) => each.failedRecords)?.failedRecords),
    ...present("sampleErrors", manifests.find((each) => each.sampleErrors)?.sampleErrors),
  };
}

function present<Name extends string, Value>(
  name: Name,
  value: Value | null | undefined,
): { [Key in Name]?: Value } {
  return (value === null || value === undefined ? {} : { [name]: value }) as { [Key in Name]?: Value };
}
