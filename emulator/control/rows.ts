import { z } from "zod";
import { runWhatIsDueAnywhere } from "../events/batch";
import { rowsOf } from "../events/rows";
import { placeOf } from "../events/source-place";
import { addSourceRows, sourceRows, sourceRowsOf } from "../events/source-rows";
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
import { connectionKey, sourceConnectionKey } from "../services/flow-service/keys";
import type { FlowServiceRecord } from "../services/flow-service/record";
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
      const { partition, account, source } = findSource(exchange);
      const rows =
        source === undefined
          ? [...partition.of(sourceRowsOf(account)).values()]
          : sourceRows(partition, source.id, 0);
      return ok({ rows: rows.map(({ row }) => row) });
    },
  },
  { method: "POST", path: "/sources/:id/rows", handle: addRows },
];

const longestList = 100_000;

/**
 * Takes one object, an array of them, or `{"rows": […]}`. They go where a source connection reads, or into the file or
 * table of an account that `object` names. What came before is run first where it is due.
 */
function addRows(exchange: Exchange): Answer {
  const found = findSource(exchange);
  const object = objectOf(exchange, found);
  runWhatIsDueAnywhere(exchange);
  const body = jsonBody(exchange, refuse);
  const wrapped = z.strictObject({ rows: z.array(z.unknown()) }).safeParse(body);
  const sent = wrapped.success && isJsonObject(body) ? body.rows : body;
  const rows = (isJsonArray(sent) ? sent : [sent]).filter(isJsonObject);
  const count = isJsonArray(sent) ? sent.length : 1;
  if (rows.length !== count || count > longestList) {
    throw refuse(`Rows are JSON objects, at most ${longestList} at once.`);
  }
  addSourceRows(found.partition, found.account, object, rows, exchange.now);
  return { status: 201, body: { added: rows.length } satisfies JsonObject };
}

interface FoundSource {
  readonly partition: Partition;
  readonly account: string;
  /** `undefined` when the id is that of an account. */
  readonly source: FlowServiceRecord | undefined;
}

function findSource(exchange: Exchange): FoundSource {
  const id = pathParameter(exchange, "id");
  for (const { organization, sandbox, collection } of exchange.store.contents()) {
    const partition = exchange.store.partition(organization, sandbox);
    if (collection === sourceConnectionKey.name) {
      const source = partition.of(sourceConnectionKey).get(id);
      if (source !== undefined) {
        return { partition, account: placeOf(source).account, source };
      }
    }
    if (collection === connectionKey.name && partition.of(connectionKey).has(id)) {
      return { partition, account: id, source: undefined };
    }
  }
  throw genericProblem(
    404,
    "NotFoundError",
    `There is no source connection or base connection ${id} in any sandbox.`,
  );
}

/** Rows for a folder are a new file in it. */
function objectOf(exchange: Exchange, { source }: FoundSource): (first: number) => string {
  const named = exchange.request.query.get("object") ?? undefined;
  const object = named ?? (source === undefined ? undefined : placeOf(source).object);
  if (object === undefined || object === "") {
    throw refuse(
      "Rows for a base connection need the file or table that they go into: ?object=/folder/file.json",
    );
  }
  return (first) => (object.endsWith("/") ? `${object}rows-${first}.json` : object);
}

function refuse(detail: string) {
  return genericProblem(400, "BadRequestError", detail);
}
