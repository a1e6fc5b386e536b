import { type Answer, ok, type SandboxCall } from "../../gateway/service";
import { compareForOrder, elements, isJsonArray, type Json, type JsonObject } from "../../json";
import { badRequest } from "./errors";

const defaultLimit = 300;
const longestPage = 500;
const defaultOrder = "title";

/** One object of a list: what it is filtered and ordered by, and what is shown of it. */
export interface Listed {
  readonly whole: JsonObject;
  readonly shown: JsonObject;
}

/**
 * A page of a list. `start` is not an offset but a cursor: the last value of the field that the list is ordered by,
 * and means nothing without `orderby`; `start=0` alone finds nothing (seen on a live tenant).
 */
export function pageAnswer(call: SandboxCall, items: readonly Listed[], links: JsonObject = {}): Answer {
  const { query } = call.request;
  const limit = parseLimit(call, query.get("limit"));
  const orderby = query.get("orderby");
  const start = query.get("start");
  const filters = query
    .getAll("property")
    .flatMap((value) => value.split(","))
    .map(parseFilter);
  const field = (orderby ?? defaultOrder).split(",")[0]?.trim() ?? defaultOrder;
  const descending = field.startsWith("-");
  const name = field.replace(/^[-+]/, "");
  const found = items
    .filter(({ whole }) => filters.every((passes) => passes(whole)))
    .sort((left, right) => {
      const order = compareForOrder(left.whole[name], right.whole[name]);
      return descending ? -order : order;
    })
    .filter(({ whole }) => start === null || (orderby !== null && isBehind(whole[name], start, descending)));
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const next = page.length < found.length && last !== undefined ? String(last.whole[name] ?? "") : null;
  return ok({
    results: page.map(({ shown }) => shown),
    _page: { orderby: orderby ?? defaultOrder, next, count: page.length },
    _links: { next: next === null ? null : { href: nextLink(call, field, next) }, ...links },
  });
}

function nextLink(call: SandboxCall, field: string, start: string): string {
  const query = new URLSearchParams(call.request.query);
  query.set("orderby", field);
  query.set("start", start);
  return `${call.address}${call.request.path}?${query}`;
}

function parseLimit(call: SandboxCall, limit: string | null): number {
  if (limit === null) {
    return defaultLimit;
  }
  if (!/^\d+$/.test(limit) || Number(limit) > longestPage) {
    throw badRequest(call, `limit is a number from 0 to ${longestPage}.`);
  }
  return Number(limit) === 0 ? defaultLimit : Number(limit);
}

/** `title==X`, `meta:extends!=uri`, or a name alone for its presence. */
function parseFilter(filter: string): (item: JsonObject) => boolean {
  const [, name = "", operator, value = ""] = /^(.+?)(==|!=)(.*)$/s.exec(filter) ?? [undefined, filter];
  switch (operator) {
    case "==":
      return (item) => has(item[name], value);
    case "!=":
      return (item) => !has(item[name], value);
    default:
      return (item) => item[name] !== undefined;
  }
}

function has(found: Json | undefined, value: string): boolean {
  return isJsonArray(found)
    ? elements(found).includes(value)
    : found !== undefined && String(found) === value;
}

function isBehind(found: Json | undefined, start: string, descending: boolean): boolean {
  const order = compareForOrder(found, typeof found === "number" ? Number(start) : start);
  return descending ? order < 0 : order > 0;
}
