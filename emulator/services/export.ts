import { type RunRecord, runKey } from "../events/run";
import {
  type Answer,
  type Exchange,
  genericProblem,
  ok,
  pathParameter,
  type SandboxCall,
  type Service,
} from "../gateway/service";
import type { JsonObject } from "../json";

/**
 * What a batch left behind: records that failed, as files (guide "Retrieve data ingestion error diagnostics"). A run of a
 * flow names its batch by the run's own id here.
 */
export const batchExport: Service = {
  name: "export",
  basePath: "/data/foundation/export",
  access: "sandbox",
  refusals: {
    badRequest: (_exchange, detail) => genericProblem(400, "BadRequestError", detail),
    sandboxMissing: () => genericProblem(400, "BadRequestError", "The header x-sandbox-name is missing."),
    sandboxUnknown: (_exchange, name) =>
      genericProblem(404, "NotFoundError", `The sandbox ${name} does not exist.`),
  },
  routes: [{ method: "GET", path: "/batches/:id/meta", handle: retrieve }],
};

const folder = "row_errors";
const file = "conversion_errors_0.json";
const sampleFile = "sample_errors.json";
const mostSamples = 5;

/** Where a run's failed records are, for its manifest; none where none were kept. */
export function failedRecordsManifest(exchange: Exchange, run: RunRecord): JsonObject | undefined {
  if (kept(run).length === 0) {
    return undefined;
  }
  return {
    failedRecords: address(exchange, run, folder),
    sampleErrors: address(exchange, run, `${folder}/${sampleFile}`),
  };
}

function retrieve(call: SandboxCall): Answer {
  const id = pathParameter(call, "id");
  const path = call.request.query.get("path") ?? "";
  const run = call.partition.of(runKey).get(id);
  if (run === undefined || kept(run).length === 0) {
    throw genericProblem(404, "NotFoundError", `The batch ${id} has no ${path || "metadata"}.`);
  }
  switch (path) {
    case folder:
      return ok({
        data: [
          {
            name: file,
            length: String(Buffer.byteLength(lines(run))),
            _links: { self: { href: address(call, run, `${folder}/${file}`) } },
          },
        ],
        _page: { limit: 100, count: 1 },
      });
    case `${folder}/${file}`:
      return { status: 200, text: lines(run) };
    case `${folder}/${sampleFile}`:
      return { status: 200, text: lines(run, mostSamples) };
    default:
      throw genericProblem(404, "NotFoundError", `The batch ${id} has no ${path || "path"}.`);
  }
}

function kept({ errors }: RunRecord): RunRecord["errors"] {
  return errors.filter(({ record }) => record !== undefined);
}

/** One object a line: the record, and what was wrong with it. */
function lines(run: RunRecord, most = Number.POSITIVE_INFINITY): string {
  return kept(run)
    .slice(0, most)
    .map(({ code, message, record = null }) => JSON.stringify({ record, _errors: [{ code, message }] }))
    .join("\n");
}

function address({ address: server }: Exchange, { id }: RunRecord, path: string): string {
  return `${server}/data/foundation/export/batches/${id}/meta?path=${encodeURIComponent(path)}`;
}
