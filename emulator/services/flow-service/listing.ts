import type { Answer, Exchange } from "../../gateway/service";
import { ok } from "../../gateway/service";
import { compareForOrder, type JsonObject } from "../../json";
import { flowProblem } from "./errors";
import { type Filter, parseFilter, valueAt } from "./filter";

/** What a list request asks for, from the query of a GET or the body of a search. */
export interface ListRequest {
  readonly filters: readonly Filter[];
  /** Paths, with whether each is descending. */
  readonly order: readonly { readonly path: string; readonly descending: boolean }[];
  readonly limit: number | undefined;
  readonly count: boolean;
  /** How many objects the pages before this one held. */
  readonly offset: number;
  /** As they were sent with the first page. */
  readonly parameters: URLSearchParams;
}

/** The list parameters of Flow Service (flow-service.yaml listFlows; guide "Sorting and filtering responses"). */
export function listRequest(exchange: Exchange, query: URLSearchParams, longestPage?: number): ListRequest {
  const continued = parseToken(exchange, query.get("continuationToken"));
  const parameters = continued?.parameters ?? query;
  const filters = parameters.getAll("property").map((filter) => parseFilter(exchange, filter));
  const limit = parseLimit(exchange, parameters.get("limit"), longestPage);
  const count = parameters.get("count") === "true";
  if (count && limit !== undefined) {
    throw flowProblem(exchange, "limitWithCount");
  }
  return {
    filters,
    order: parseOrder(exchange, parameters.get("orderby")),
    limit,
    count,
    offset: continued?.offset ?? 0,
    parameters,
  };
}

/** The list wrapper; `_links.next` leads to the next page by a path relative to the service's base. */
export function listAnswer(path: string, items: Iterable<JsonObject>, request: ListRequest): Answer {
  const end = request.limit === undefined ? Number.POSITIVE_INFINITY : request.offset + request.limit;
  const { filters, order } = request;
  const passing = filtered(items, filters);
  if (request.count) {
    return ok({ count: [...passing].length });
  }
  // Without an order nothing behind the page needs to be looked at, but whether there is something.
  const found =
    order.length === 0
      ? first(passing, end + 1)
      : [...passing].sort((left, right) => inOrder(left, right, order));
  const next = { next: { href: `${path}?continuationToken=${formatToken(end, request.parameters)}` } };
  return ok({ items: found.slice(request.offset, end), _links: end < found.length ? next : {} });
}

function* filtered(items: Iterable<JsonObject>, filters: readonly Filter[]): Iterable<JsonObject> {
  for (const item of items) {
    if (filters.every((filter) => filter(item))) {
      yield item;
    }
  }
}

function first(items: Iterable<JsonObject>, count: number): readonly JsonObject[] {
  const taken: JsonObject[] = [];
  for (const item of items) {
    taken.push(item);
    if (taken.length >= count) {
      break;
    }
  }
  return taken;
}

function parseLimit(
  exchange: Exchange,
  limit: string | null,
  longestPage: number | undefined,
): number | undefined {
  if (limit === null) {
    return undefined;
  }
  if (!/^[1-9]\d*$/.test(limit) || Number(limit) > (longestPage ?? Number.MAX_SAFE_INTEGER)) {
    throw flowProblem(exchange, "invalidParameter", { parameter: "limit" });
  }
  return Number(limit);
}

function parseOrder(exchange: Exchange, orderby: string | null): ListRequest["order"] {
  if (orderby === null || orderby === "") {
    return [];
  }
  return orderby.split(",").map((field) => {
    // An unescaped plus sign arrives as a space.
    const trimmed = field.trim();
    const path = trimmed.replace(/^[+-]/, "");
    if (path === "") {
      throw flowProblem(exchange, "sortOrder");
    }
    if (!/^[\w.:-]+$/.test(path)) {
      throw flowProblem(exchange, "sortField", { field: path });
    }
    return { path, descending: trimmed.startsWith("-") };
  });
}

function inOrder(left: JsonObject, right: JsonObject, order: ListRequest["order"]): number {
  for (const { path, descending } of order) {
    const difference = compareForOrder(valueAt(left, path), valueAt(right, path));
    if (difference !== 0) {
      return descending ? -difference : difference;
    }
  }
  return 0;
}

/** A token carries what the first page asked for, because the link to the next page names nothing else. */
function formatToken(offset: number, parameters: URLSearchParams): string {
  return Buffer.from(`${offset}?${parameters}`).toString("base64url");
}

function parseToken(
  exchange: Exchange,
  token: string | null,
): { readonly offset: number; readonly parameters: URLSearchParams } | undefined {
  if (token === null) {
    return undefined;
  }
  const parts = /^(\d+)\?(.*)$/s.exec(Buffer.from(token, "base64url").toString("utf8"));
  if (parts === null) {
    throw flowProblem(exchange, "invalidParameter", { parameter: "continuationToken" });
  }
  return { offset: Number(parts[1]), parameters: new URLSearchParams(parts[2]) };
}
