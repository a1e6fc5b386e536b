import { type Answer, ok, type SandboxCall } from "../../gateway/service";
import { compareForOrder, elements, isJsonArray, type Json, type JsonObject } from "../../json";
import { badRequest } from "./errors";

const defaultLimit = 300;
const longestPage = 500;
const defaultOrder = "title";

/** What a list is made from. */
export interface Listed<Item> {
  items(): Iterable<Item>;
  /** What an item is filtered and ordered by. */
  whole(item: Item): JsonObject;
  shown(item: Item): JsonObject;
}

/** An item with the value of the field that its list is ordered by. */
interface Ordered<Item> {
  readonly item: Item;
  readonly value: Json | undefined;
}

/**
 * A page of a list. `start` is not an offset but a cursor: the last value of the field that the list is ordered by,
 * and means nothing without `orderby`; `start=0` alone finds nothing (seen on a live tenant). Of a list that nothing
 * was written to since its last page only the page is looked at.
 */
export function pageAnswer<Item>(call: SandboxCall, listed: Listed<Item>, links: JsonObject = {}): Answer {
  const { query, path } = call.request;
  const limit = parseLimit(call, query.get("limit"));
  const orderby = query.get("orderby");
  const start = query.get("start");
  const properties = query.getAll("property").flatMap((value) => value.split(","));
  const field = (orderby ?? defaultOrder).split(",")[0]?.trim() ?? defaultOrder;
  const descending = field.startsWith("-");
  const name = field.replace(/^[-+]/, "");
  const found = call.partition.lists.whileUnchanged<Ordered<Item>>(
    JSON.stringify([call.caller.organization, call.sandbox.name, path, field, properties]),
    () => {
      const filters = properties.map(parseFilter);
      return [...listed.items()]
        .map((item) => ({ item, whole: listed.whole(item) }))
        .filter(({ whole }) => filters.every((passes) => passes(whole)))
        .map(({ item, whole }) => ({ item, value: Object.hasOwn(whole, name) ? whole[name] : undefined }))
        .sort((left, right) => {
          const order = compareForOrder(left.value, right.value);
          return descending ? -order : order;
        });
    },
  );
  const from = start === null ? 0 : firstOf(call, found, start, descending, orderby !== null);
  const page = found.slice(from, from + limit);
  const last = page.at(-1);
  const next = from + page.length < found.length && last !== undefined ? String(last.value ?? "") : null;
  return ok({
    results: page.map(({ item }) => listed.shown(item)),
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

/** `title==X`, `meta:extends!=uri`, `version<5`, or a name alone for its presence (guide "Schema Registry API appendix"). */
function parseFilter(filter: string): (item: JsonObject) => boolean {
  const [, name = "", operator, value = ""] = /^(.+?)(==|!=|<=|>=|<|>)(.*)$/s.exec(filter) ?? [
    undefined,
    filter,
  ];
  const read = (item: JsonObject): Json | undefined => (Object.hasOwn(item, name) ? item[name] : undefined);
  switch (operator) {
    case "==":
      return (item) => has(read(item), value);
    case "!=":
      return (item) => !has(read(item), value);
    case "<":
      return (item) => distance(read(item), value) < 0;
    case "<=":
      return (item) => distance(read(item), value) <= 0;
    case ">":
      return (item) => distance(read(item), value) > 0;
    case ">=":
      return (item) => distance(read(item), value) >= 0;
    default:
      return (item) => read(item) !== undefined;
  }
}

function has(found: Json | undefined, value: string): boolean {
  return isJsonArray(found)
    ? elements(found).includes(value)
    : found !== undefined && String(found) === value;
}

/** Below 0 when a value comes before another: by number where both are numbers. Nothing compares with what is missing. */
function distance(found: Json | undefined, value: string): number {
  if (found === undefined || found === null) {
    return Number.NaN;
  }
  const left = typeof found === "object" ? Number.NaN : Number(found);
  const right = Number(value);
  return Number.isNaN(left) || Number.isNaN(right) ? compareForOrder(found, value) : left - right;
}

/** Where a page begins that a cursor asks for: without an order, only a cursor that the list gave itself means something. */
function firstOf<Item>(
  call: SandboxCall,
  found: readonly Ordered<Item>[],
  start: string,
  descending: boolean,
  isOrdered: boolean,
): number {
  const from = firstBehind(found, start, descending);
  const isOwn = from > 0 && String(found[from - 1]?.value ?? "") === start;
  return isOrdered || (isOwn && call.assume("cursorWithoutOrder") === "continue") ? from : found.length;
}

/** Where the items behind a cursor begin. */
function firstBehind<Item>(found: readonly Ordered<Item>[], start: string, descending: boolean): number {
  let low = 0;
  let high = found.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBehind(found[middle]?.value, start, descending)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

function isBehind(found: Json | undefined, start: string, descending: boolean): boolean {
  const order = compareForOrder(found, typeof found === "number" ? Number(start) : start);
  return descending ? order < 0 : order > 0;
}
