import type { Client } from "../../api/client";
import { ExpectedError } from "../../api/errors";
import type { FlowRun } from "../../api/flow-run";
import { getRun, retryRun } from "../../api/flow-runs";
import { flowSpecs, isBatch } from "../../api/specs";
import { findFlow } from "../../lookups/find-flow";
import { existing } from "../../lookups/one";
import { type CommonOptions, command } from "../command";
import { flowTitle } from "../flow-word";
import { printable } from "../text";

/** What is asked for cannot be done; nothing was sent that changes anything. */
export class RefusedError extends ExpectedError {}

/** The records of a failed batch run once more. */
export const retry = command<CommonOptions>(
  {
    name: "retry",
    summary: "Ingest the records of a failed run of a batch flow again, as a new run.",
    examples: ["runs retry 5ac40cf1-2f2b-4e5f-a1ad-1f4c1f1d1d47"],
    exitCodes: { 0: "the new run was started" },
  },
  async ({ words: [id = ""], options, terminal, platform }) => {
    const { client } = await platform();
    const run = existing(client, { label: "run", key: `with the id ${id}` }, await getRun(client, id));
    const flow = await findFlow(client, { id: run.flowId });
    await assertRetryable(client, run, flow.flowSpec?.id ?? "");
    const newId = await retryRun(client, id);
    if (options.json) terminal.writeJson({ runId: newId, retried: id, flowId: flow.id });
    else {
      terminal.write(`Started the run ${newId} of the flow`);
      terminal.write(`${printable(flowTitle(flow))}.`);
      terminal.write(`It ingests the records of the run ${id} again.`);
      terminal.write(`To see how it goes: pulumi-aep runs --flow ${flow.id} --wait 15m`);
    }
    return 0;
  },
  (declared) => declared.argument("<run>", "id of the run, as `pulumi-aep runs` shows it"),
);

/** Guide "Retry failed dataflow runs": runs that failed, and runs that succeeded without a record. */
async function assertRetryable(client: Client, run: FlowRun, flowSpecId: string): Promise<void> {
  const spec = await flowSpecs.get(client, flowSpecId);
  if (spec === undefined || !isBatch(spec)) {
    throw new RefusedError(
      `The run ${run.id} was not retried: its flow streams, and AEP retries runs of batch flows only. ` +
        "What was posted to its inlet and failed must be posted again.",
    );
  }
  const isEmptySuccess = run.status === "success" && (run.recordsWritten ?? 0) === 0;
  if (run.status !== "failed" && !isEmptySuccess) {
    throw new RefusedError(
      `The run ${run.id} was not retried: its status is "${run.status}", and AEP retries failed runs only.` +
        (run.status === "partialSuccess"
          ? " Correct the records that failed (pulumi-aep runs --errors) at the source; the next run takes them."
          : ""),
    );
  }
}
