import type { Answer, Exchange, SandboxCall } from "../../gateway/service";
import { ok } from "../../gateway/service";
import { compareForOrder, type JsonObject } from "../../json";
import type { Position } from "../../store/records";
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
  /** Under which name the order of the whole list was kept with the first page. */
  readonly kept: string | undefined;
  /** Where the page before this one ended, where the list has the order of its collection. */
  readonly position: Position | undefined;
  /** As they were sent with the first page. */
  readonly parameters: URLSearchParams;
}

/** The list parameters of Flow Service (flow-service.yaml listFlows; guide "Sorting and filtering responses"). */
export function listRequest(exchange: Exchange, query: URLSearchParams, longestPage?: number): ListRequest {
  const continued = parseToken(exchange, query.get("continuationToken"));
  const parameters = continued?.parameters ?? query;
  const filters = parameters.getAll("property").map((filter) => parseFilter(exchange, filter));
  const asked = parseLimit(exchange, parameters.get("limit"), longestPage);
  const count = parameters.get("count")?.toLowerCase() === "true";
  if (count && asked !== undefined) {
    throw flowProblem(exchange, "limitWithCount");
  }
  if (parameters.has("start") && exchange.assume("flowListStart") === "refuse") {
    throw flowProblem(exchange, "invalidParameter", { parameter: "start" });
  }
  return {
    filters,
    order: parseOrder(exchange, parameters.get("orderby")),
    limit: asked ?? defaultLimit(exchange),
    count,
    offset: continued?.offset ?? 0,
    kept: continued?.kept,
    position: continued?.position,
    parameters,
  };
}

function defaultLimit(exchange: Exchange): number | undefined {
  const limit = exchange.setting("flowListDefaultLimit");
  return limit === "none" ? undefined : limit;
}

/** What a list is made from. */
export interface Listed {
  items(): Iterable<JsonObject>;
  /** The item as it is by now; `undefined` when it is gone. */
  find(id: string): JsonObject | undefined;
}

/** What a list is made from, readable from any position on. */
export interface PositionedList extends Listed {
  readonly size: number;
  behind(position: Position | undefined): Iterable<readonly [Position, JsonObject]>;
}

/** The list wrapper of a collection. A page far behind costs no more than the first. */
export function pageAnswer(
  call: SandboxCall,
  path: string,
  request: ListRequest,
  listed: PositionedList,
): Answer {
  if (request.count && request.filters.length === 0) {
    return ok({ count: listed.size });
  }
  if (request.count || request.order.length > 0) {
    return listAnswer(call, path, request, listed);
  }
  const { limit = Number.POSITIVE_INFINITY, filters, parameters } = request;
  const items: JsonObject[] = [];
  let last: Position | undefined;
  for (const [position, item] of listed.behind(request.position)) {
    if (!filters.every((filter) => filter(item))) {
      continue;
    }
    if (items.length >= limit) {
      return ok({ items, _links: nextLink(path, `@${last?.sequence}:${last?.id}`, parameters) });
    }
    items.push(item);
    last = position;
  }
  return ok({ items, _links: {} });
}

/**
 * The list wrapper; `_links.next` leads to the next page by a path relative to the service's base. Where there are
 * further pages their order is kept: they show the list as it was put together for the first one, and each of its
 * objects as it is when it is shown.
 */
export function listAnswer(call: SandboxCall, path: string, request: ListRequest, listed: Listed): Answer {
  const { lists } = call.partition;
  const { offset, limit = Number.POSITIVE_INFINITY, order, parameters } = request;
  const ids = request.kept === undefined ? undefined : lists.kept(request.kept);
  if (request.kept !== undefined && ids !== undefined) {
    const items = ids.slice(offset, offset + limit).flatMap((id) => listed.find(id) ?? []);
    const end = offset + limit;
    return ok({
      items,
      _links: end < ids.length ? nextLink(path, `${end}:${request.kept}`, parameters) : {},
    });
  }
  const passing = [...filtered(listed.items(), request.filters)];
  if (request.count) {
    return ok({ count: passing.length });
  }
  const found = order.length === 0 ? passing : passing.sort((left, right) => inOrder(left, right, order));
  const end = offset + limit;
  if (end >= found.length) {
    return ok({ items: found.slice(offset), _links: {} });
  }
  call.assume("pagesOfOrderedLists");
  const name = lists.keep(found.map(({ id }) => String(id)));
  return ok({ items: found.slice(offset, end), _links: nextLink(path, `${end}:${name}`, parameters) });
}

function* filtered(items: Iterable<JsonObject>, filters: readonly Filter[]): Iterable<JsonObject> {
  for (const item of items) {
    if (filters.every((filter) => filter(item))) {
      yield item;
    }
  }
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
function nextLink(path: string, start: string, parameters: URLSearchParams): JsonObject {
  const token = Buffer.from(`${start}?${parameters}`).toString("base64url");
  return { next: { href: `${path}?continuationToken=${token}` } };
}

/** Where a page starts: `30:name` objects from the beginning of a list that was kept, or `@sequence:id` behind a position. */
function parseToken(
  exchange: Exchange,
  token: string | null,
):
  | {
      readonly offset: number;
      readonly kept: string | undefined;
      readonly position: Position | undefined;
      readonly parameters: URLSearchParams;
    }
  | undefined {
  if (token === null) {
    return undefined;
  }
  const parts = /^(@?)(\d+):([\w-]+)\?(.*)$/s.exec(Buffer.from(token, "base64url").toString("utf8"));
  const [, mark, number, id, parameters] = parts ?? [];
  if (parts === null || id === undefined) {
    throw flowProblem(exchange, "invalidParameter", { parameter: "continuationToken" });
  }
  return {
    offset: mark === "@" ? 0 : Number(number),
    kept: mark === "@" ? undefined : id,
    position: mark === "@" ? { sequence: Number(number), id } : undefined,
    parameters: new URLSearchParams(parameters),
  };
}
