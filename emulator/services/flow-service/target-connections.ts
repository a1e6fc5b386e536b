import { z } from "zod";
import { datasetKey } from "../catalog/dataset";
import { dataLakeSpecId } from "./connection-specs";
import { inertKind, refuseSpecChange, specReference } from "./connections";
import { flowProblem } from "./errors";
import { targetConnectionKey } from "./keys";
import type { Kind } from "./kind";
import { patchAnswer, refuseInUse } from "./source-connections";

const shape = z.looseObject({
  name: z.string().optional(),
  description: z.string().optional(),
  connectionSpec: specReference,
  data: z
    .looseObject({
      schema: z.looseObject({ id: z.string(), version: z.string().optional() }).optional(),
    })
    .optional(),
  params: z.looseObject({ dataSetId: z.string().optional() }).optional(),
});

/** Target connections: where a flow's rows go (flow-service.yaml createTargetConnection and its likes). */
export const targetConnections: Kind<z.infer<typeof shape>> = {
  ...inertKind,
  name: "targetConnections",
  key: targetConnectionKey,
  shape,
  checkCreate: (call, sent, _content, draft) => {
    if (sent.connectionSpec.id !== dataLakeSpecId) {
      throw flowProblem(call, "targetSpec", { connectionSpecId: sent.connectionSpec.id });
    }
    const datasetId = sent.params?.dataSetId;
    if (datasetId === undefined && !draft) {
      throw flowProblem(call, "datasetIdMissing", { name: sent.name ?? "" });
    }
    if (
      datasetId !== undefined &&
      !call.partition.of(datasetKey).has(datasetId) &&
      call.assume("targetDatasetUnknown") === "refuse"
    ) {
      const detail = `The dataset ${datasetId} does not exist.`;
      throw flowProblem(call, "invalidRequest", { detail });
    }
  },
  checkPatch: (call, record, _operations, after) => refuseSpecChange(call, record.content, after),
  answerPatch: (call, record) => patchAnswer(call, targetConnections, record),
  checkDelete: (call, record) => refuseInUse(call, record),
  describe: () => ({}),
};
