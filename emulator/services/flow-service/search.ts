import { z } from "zod";
import { shapedBody } from "../../gateway/body";
import { unknownRoute } from "../../gateway/gateway";
import type { Exchange } from "../../gateway/service";
import { flowProblem } from "./errors";
import { type ListRequest, listRequest } from "./listing";

const longestSearchPage = 1000;

const shape = z.looseObject({
  queryString: z.string().optional(),
  limit: z.number().optional(),
  orderby: z.string().optional(),
  count: z.boolean().optional(),
});

/** Answers as the gateway does for a path that there is not, unless the ledger says that there is. */
export function refuseUndocumentedSearch(exchange: Exchange): void {
  if (exchange.assume("undocumentedSearch") === "refuse") {
    throw unknownRoute;
  }
}

/** The query that a search asks for by its body (flow-service.yaml getFlowsByFilters and its likes). */
export function searchRequest(exchange: Exchange): ListRequest {
  const token = exchange.request.query.get("continuationToken");
  if (token !== null) {
    const parameters = new URLSearchParams({ continuationToken: token });
    return listRequest(exchange, parameters, longestSearchPage);
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
  return listRequest(exchange, parameters, longestSearchPage);
}
