import { z } from "zod";
import { shapedBody } from "../../gateway/body";
import type { Answer, Exchange } from "../../gateway/service";
import type { JsonObject } from "../../json";
import { flowProblem } from "./errors";
import { listAnswer, listRequest } from "./listing";

const longestSearchPage = 1000;

const shape = z.looseObject({
  queryString: z.string().optional(),
  limit: z.number().optional(),
  orderby: z.string().optional(),
  count: z.boolean().optional(),
});

/** A list by a body instead of a query (flow-service.yaml getFlowsByFilters and its likes). */
export function search(exchange: Exchange, path: string, items: Iterable<JsonObject>): Answer {
  const token = exchange.request.query.get("continuationToken");
  if (token !== null) {
    const parameters = new URLSearchParams({ continuationToken: token });
    return listAnswer(`${path}/search`, items, listRequest(exchange, parameters, longestSearchPage));
  }
  const body = shapedBody(exchange, shape, (detail) =>
    flowProblem(exchange, "invalidRequest", { detail }),
  ).shape;
  const parameters = new URLSearchParams(body.queryString ?? "");
  for (const [name, value] of Object.entries({
    limit: body.limit,
    orderby: body.orderby,
    count: body.count,
  })) {
    if (value !== undefined) {
      parameters.set(name, String(value));
    }
  }
  return listAnswer(`${path}/search`, items, listRequest(exchange, parameters, longestSearchPage));
}
