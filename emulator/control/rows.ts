import { z } from "zod";
import { runWhatIsDueAnywhere } from "../events/batch";
import { rowsOf } from "../events/rows";
import { addSourceRows, sourceRows } from "../events/source-rows";
import { jsonBody } from "../gateway/body";
import {
  type Answer,
  type Exchange,
  genericProblem,
  ok,
  pathParameter,
  type Route,
} from "../gateway/service";
import { asJson, isJsonArray, isJsonObject, type JsonObject } from "../json";
import { sourceConnectionKey } from "../services/flow-service/keys";
import type { Partition } from "../store/store";

/** What came out of flows, and what batch flows read. */
export const rowRoutes: readonly Route<Exchange>[] = [
  {
    method: "GET",
    path: "/datasets/:id/rows",
    handle: (exchange) => {
      runWhatIsDueAnywhere(exchange);
      const collection = rowsOf(pathParameter(exchange, "id")).name;
      const found = exchange.store.contents().find((stored) => stored.collection === collection);
      return ok({ rows: asJson([...(found?.records.values() ?? [])]) });
    },
  },
  {
    method: "GET",
    path: "/sources/:id/rows",
    handle: (exchange) => {
      const { id, partition } = findSource(exchange);
      return ok({ rows: sourceRows(partition, id, 0).map(({ row }) => row) });
    },
  },
  { method: "POST", path: "/sources/:id/rows", handle: addRows },
];

const longestList = 100_000;

/** Takes one object, an array of them, or `{"rows": […]}`. What came before is run first where it is due. */
function addRows(exchange: Exchange): Answer {
  const { id, partition } = findSource(exchange);
  runWhatIsDueAnywhere(exchange);
  const body = jsonBody(exchange, refuse);
  const wrapped = z.strictObject({ rows: z.array(z.unknown()) }).safeParse(body);
  const sent = wrapped.success && isJsonObject(body) ? body.rows : body;
  const rows = (isJsonArray(sent) ? sent : [sent]).filter(isJsonObject);
  const count = isJsonArray(sent) ? sent.length : 1;
  if (rows.length !== count || count > longestList) {
    throw refuse(`Rows are JSON objects, at most ${longestList} at once.`);
  }
  addSourceRows(partition, id, rows, exchange.now);
  return { status: 201, body: { added: rows.length } satisfies JsonObject };
}

function findSource(exchange: Exchange): { readonly id: string; readonly partition: Partition } {
  const id = pathParameter(exchange, "id");
  for (const { organization, sandbox, collection } of exchange.store.contents()) {
    const partition = exchange.store.partition(organization, sandbox);
    if (collection === sourceConnectionKey.name && partition.of(sourceConnectionKey).has(id)) {
      return { id, partition };
    }
  }
  throw genericProblem(404, "NotFoundError", `There is no source connection ${id} in any sandbox.`);
}

function refuse(detail: string) {
  return genericProblem(400, "BadRequestError", detail);
}
