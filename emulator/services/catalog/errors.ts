import { type Exchange, genericProblem, type Problem } from "../../gateway/service";

/** No error body of Catalog is published; this is the platform's generic one. */
export function catalogProblem(exchange: Exchange, status: number, title: string, detail: string): Problem {
  exchange.assume("catalogErrorBody");
  return genericProblem(status, title, detail);
}

export function badRequest(exchange: Exchange, detail: string): Problem {
  return catalogProblem(exchange, 400, "BadRequestError", detail);
}

export function datasetNotFound(exchange: Exchange, id: string): Problem {
  return catalogProblem(exchange, 404, "NotFoundError", `Dataset with id ${id} not found.`);
}
