import type { Call } from "../../../provider/api/client";
import type { JsonObject } from "../../../provider/api/values";
import { datasetKind } from "../../../provider/resources/dataset";
import { scene } from "./thing";

/** What the refusal to delete a dataset says of the records in it. */
async function said(
  connections: number,
  flows: number,
  runs: readonly (number | undefined)[],
): Promise<string> {
  const listed = (call: Call<unknown>): JsonObject[] => {
    const collection = call.path.split("/").at(-1);
    const many = (count: number, rest: JsonObject) =>
      Array.from({ length: count }, (_each, index) => ({ id: `${call.query?.property}-${index}`, ...rest }));
    if (collection === "targetConnections") return many(connections, { params: { dataSetId: "orders" } });
    if (collection === "flows") return many(flows, {});
    return runs.map((written, index) => ({
      id: `run-${index}`,
      flowId: "flow",
      ...(written !== undefined && { metrics: { recordSummary: { outputRecordCount: written } } }),
    }));
  };
  const send = async <Answer>(call: Call<Answer>) =>
    call.answer.parse({ items: listed(call as Call<unknown>) });
  const reason = await datasetKind.keep?.(scene({ send }).context.client, "orders", {});
  return reason?.split(",")[0] ?? "";
}

const hundred = Array.from({ length: 100 }, () => 1);

it.each([
  ["all that the runs tell", [1, 1, [2, 3]], "the runs of its flows wrote 5 records into it"],
  ["one", [1, 1, [1]], "the runs of its flows wrote 1 record into it"],
  [
    "at least that, where a flow may have had more runs",
    [1, 1, hundred],
    "wrote at least 100 records into it",
  ],
  ["at least that, where there may be more flows", [1, 5, [1]], "wrote at least 5 records into it"],
  ["at least that, where there may be more connections", [5, 1, [1]], "wrote at least 5 records into it"],
  ["at least that, where a run does not tell", [1, 1, [2, undefined]], "wrote at least 2 records into it"],
  ["no number, where no run tells", [1, 1, [undefined]], "the records in it would go with it"],
] as const)("says %s", async (_what, [connections, flows, runs], expected) => {
  expect(await said(connections, flows, runs)).toContain(expected);
});
