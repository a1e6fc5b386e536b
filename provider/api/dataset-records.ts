import type { Client } from "./client";
import { listRuns } from "./flow-runs";
import { connectionItem, flowItem } from "./flow-service";
import { listFlowService } from "./flow-service-list";

/** So many connections and flows of one dataset are asked for, and so many runs of each flow. */
const MOST_OBJECTS = 5;
const MOST_RUNS = 100;

/** What the last runs of a dataset's flows say they have written. */
export interface RecordsWritten {
  readonly count: number;
  /** There are, or may be, runs beside those that were counted. */
  readonly mayBeMore: boolean;
}

/**
 * What the last runs of the flows into a dataset have written; `undefined` where no run tells. AEP forgets runs, and records
 * come by other ways, too, so that it is never more than a hint at what a dataset holds.
 */
export async function recordsWritten(client: Client, datasetId: string): Promise<RecordsWritten | undefined> {
  const attempt = `find out how many records the dataset ${datasetId} holds`;
  const targets = await listFlowService(client, {
    attempt,
    collection: "targetConnections",
    item: connectionItem,
    property: `params.dataSetId==${datasetId}`,
    most: MOST_OBJECTS,
  });
  const own = targets.filter(({ params }) => params?.dataSetId === datasetId);
  const flows = await Promise.all(
    own.map(({ id }) =>
      listFlowService(client, {
        attempt,
        collection: "flows",
        item: flowItem,
        property: `targetConnectionIds[]==${id}`,
        most: MOST_OBJECTS,
      }),
    ),
  );
  const ids = new Set(flows.flat().map(({ id }) => id));
  const runs = await Promise.all([...ids].map((id) => listRuns(client, id, MOST_RUNS)));
  const told = runs.flat().map(({ recordsWritten: count }) => count);
  const counts = told.filter((count) => count !== undefined);
  if (counts.length === 0) return undefined;
  return {
    count: counts.reduce((sum, count) => sum + count, 0),
    mayBeMore:
      counts.length < told.length ||
      [targets, ...flows].some((list) => list.length >= MOST_OBJECTS) ||
      runs.some((list) => list.length >= MOST_RUNS),
  };
}
