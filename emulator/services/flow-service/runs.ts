import { z } from "zod";
import { execute, frequencyOf, sourceOf, takeWaiting } from "../../events/batch";
import { type RunRecord, runKey, statusOf } from "../../events/run";
import { describeRun, shownStatus } from "../../events/run-view";
import { runsOf } from "../../events/runs";
import { sourceRows } from "../../events/source-rows";
import { shapedBody } from "../../gateway/body";
import { type Answer, created, ok, pathParameter, type Route, type SandboxCall } from "../../gateway/service";
import { elements, type JsonObject, member, memberAt, text } from "../../json";
import { flowProblem } from "./errors";
import { flowSpec } from "./flow-specs";
import { flowKey } from "./keys";
import { type Listed, listAnswer, listRequest } from "./listing";
import { type FlowServiceRecord, shownState } from "./record";
import { refuseUndocumentedSearch, searchRequest } from "./search";

const path = "/runs";

/** Runs of flows (flow-service.yaml listFlowRuns, createFlowRun, postAction; guide "Retry failed dataflow runs"). */
export const runRoutes: readonly Route<SandboxCall>[] = [
  { method: "GET", path, handle: list },
  { method: "POST", path, handle: create },
  {
    method: "POST",
    path: `${path}/search`,
    handle: (call) => {
      refuseUndocumentedSearch(call);
      return listAnswer(call, `${path}/search`, searchRequest(call), listedOf(call));
    },
  },
  { method: "GET", path: `${path}/:id`, handle: (call) => ok({ items: [describeRun(call, find(call))] }) },
  {
    method: "PUT",
    path: `${path}/:id`,
    handle: (call) => {
      throw flowProblem(call, "runByUser");
    },
  },
  { method: "POST", path: `${path}/:id/action`, handle: act },
];

function list(call: SandboxCall): Answer {
  const { query } = call.request;
  // Almost every list asks for the runs of one flow: no others need to be looked at.
  const ofFlow = query
    .getAll("property")
    .map((filter) => /^flowId==?"?([\w-]+)"?$/.exec(filter)?.[1])
    .find((flowId) => flowId !== undefined);
  return listAnswer(call, path, listRequest(call, query), listedOf(call, ofFlow));
}

function listedOf(call: SandboxCall, flowId?: string): Listed {
  return {
    items: () => views(call, flowId),
    find: (id) => {
      const run = call.partition.of(runKey).get(id);
      return run === undefined ? undefined : describeRun(call, run);
    },
  };
}

function* views(call: SandboxCall, flowId?: string): Iterable<JsonObject> {
  for (const run of runsOf(call, flowId)) {
    yield describeRun(call, run);
  }
}

function find(call: SandboxCall): RunRecord {
  const id = pathParameter(call, "id");
  // Streaming runs are brought to the present first.
  runsOf(call);
  const run = call.partition.of(runKey).get(id);
  if (run === undefined) {
    throw flowProblem(call, "notFound", { type: "runs", id });
  }
  return run;
}

const shape = z.looseObject({ flowId: z.string().optional(), params: z.looseObject({}).optional() });

const paramsShape = z.looseObject({
  startTime: z.number().nonnegative().optional(),
  windowStartTime: z.number().nonnegative().optional(),
  windowEndTime: z.number().nonnegative().optional(),
  deltaColumn: z.looseObject({ name: z.string() }).optional(),
});

type Params = z.infer<typeof paramsShape>;

/** A run on demand: of an enabled flow that is scheduled once. */
function create(call: SandboxCall): Answer {
  const { shape: sent } = shapedBody(call, shape, (detail) =>
    flowProblem(call, "invalidRequest", { detail }),
  );
  if (sent.flowId === undefined || sent.flowId === "") {
    throw flowProblem(call, "flowIdMissing");
  }
  const flow = runnableFlow(call, sent.flowId);
  const frequency = frequencyOf(flow) ?? "none";
  if (frequency !== "once") {
    throw flowProblem(call, "runFrequency", { flowId: flow.id, frequency });
  }
  const parsed = paramsShape.safeParse(sent.params ?? {});
  const isEmpty = Object.keys(sent.params ?? {}).length === 0;
  if (!parsed.success || (isEmpty && call.assume("runWithoutParameters") === "refuse")) {
    throw flowProblem(call, "runParameters", { params: JSON.stringify(sent.params ?? {}) });
  }
  checkDeltaColumn(call, flow, parsed.data);
  const run = execute(
    call,
    call.partition,
    flow,
    rowsOf(call, flow, parsed.data),
    Math.max(call.now, moment(call, parsed.data.startTime) ?? call.now),
  );
  return created({ id: run.id, etag: run.etag }, `${call.address}${call.request.path}/${run.id}`);
}

/** The rows of the window, or whatever no run has read. */
function rowsOf(call: SandboxCall, flow: FlowServiceRecord, params: Params) {
  const start = moment(call, params.windowStartTime);
  const end = moment(call, params.windowEndTime);
  if (start === undefined && end === undefined) {
    return takeWaiting(call.partition, flow);
  }
  if (start !== undefined && end !== undefined && end < start) {
    throw flowProblem(call, "windowBackwards", { start, end });
  }
  return sourceRows(call.partition, sourceOf(flow), 0).filter(
    ({ at }) => at >= (start ?? 0) && at < (end ?? Number.POSITIVE_INFINITY),
  );
}

/** Numbers below this are seconds: in milliseconds they would lie before March 1973. */
const smallestMilliseconds = 1e11;

function moment(call: SandboxCall, value: number | undefined): number | undefined {
  return value !== undefined && value < smallestMilliseconds && call.assume("runParameterUnit") === "guess"
    ? value * 1000
    : value;
}

/** The delta column of the flow's Copy step, where it has one, must be named. */
function checkDeltaColumn(call: SandboxCall, flow: FlowServiceRecord, params: Params): void {
  const copy = elements(flow.content.transformations).find((step) => member(step, "name") === "Copy");
  const declared = text(memberAt(copy, "params", "deltaColumn", "name"));
  if (declared === undefined) {
    return;
  }
  if (params.deltaColumn === undefined) {
    throw flowProblem(call, "deltaColumnMissing");
  }
  if (params.deltaColumn.name !== declared) {
    throw flowProblem(call, "deltaColumnDiffers");
  }
}

/** `op=RE_TRIGGER` (spec) or `op=re-trigger` (guide): the same rows again, as a new run. */
function act(call: SandboxCall): Answer {
  const run = find(call);
  const action = call.request.query.get("op") ?? "";
  if (action.toLowerCase().replace(/[-_]/g, "") !== "retrigger") {
    throw flowProblem(call, "runAction", { action });
  }
  const flow = runnableFlow(call, run.flowId);
  const status = statusOf(run, call.now);
  const canBeRetried = status === "failed" || (status === "success" && run.written === 0);
  if (!canBeRetried || run.input === undefined) {
    throw flowProblem(call, "runState", { flowRunId: run.id, state: shownStatus(call, run) });
  }
  const { sourceConnectionId, from, to } = run.input;
  const again = execute(
    call,
    call.partition,
    flow,
    sourceRows(call.partition, sourceConnectionId, from, to),
    call.now,
  );
  return ok({ id: again.id, etag: again.etag });
}

/** An enabled flow that reads from a source in batches. */
function runnableFlow(call: SandboxCall, flowId: string): FlowServiceRecord {
  const flow = call.partition.of(flowKey).get(flowId);
  if (flow === undefined) {
    throw flowProblem(call, "flowOfRunUnknown", { flowId });
  }
  const spec = flowSpec(text(memberAt(flow.content, "flowSpec", "id")) ?? "");
  if (spec?.frequency !== "batch") {
    throw flowProblem(call, "runOfConnector", { connectorType: spec?.name ?? "" });
  }
  const state = shownState(flow, call.now);
  if (state !== "enabled") {
    throw flowProblem(call, "flowOfRunState", { flow: flow.id, state });
  }
  return flow;
}
