import type { Exchange, SandboxCall } from "../../gateway/service";
import { compareForOrder, elements, type Json, type JsonObject, member } from "../../json";
import { badRequest } from "./errors";

const defaultLimit = 20;
const longestPage = 100;

/** Fields that a list can be filtered by with a parameter of their name (catalog.yaml listDatasets). */
const filterFields = [
  "name",
  "description",
  "version",
  "created",
  "updated",
  "createdClient",
  "createdUser",
  "updatedUser",
  "enableErrorDiagnostics",
];

/** A dataset by its id. */
type Named = readonly [string, JsonObject];

/** What a list is made from: everything, or a part from an offset on that costs no more the further behind it is. */
export interface Datasets {
  all(): readonly Named[];
  slice(offset: number, count: number): readonly Named[];
}

/**
 * The datasets that a list request asks for, in its order and page. A page costs what it holds, but the first one of a
 * list that is filtered or ordered, after something was written.
 */
export function listed(call: SandboxCall, datasets: Datasets): readonly Named[] {
  const { query } = call.request;
  const limit = parseNumber(call, "limit", defaultLimit);
  const start = parseNumber(call, "start", 0);
  if (limit < 1 || limit > longestPage) {
    throw badRequest(call, `limit is a number from 1 to ${longestPage}.`);
  }
  const tags = query.getAll("tags").flatMap((tag) => tag.split(","));
  const properties = query.getAll("property").map((filter) => parseProperty(call, filter));
  const order = query.get("orderBy");
  const compare = order === null ? undefined : comparison(call, order);
  const isPlain = tags.length + properties.length === 0 && filterFields.every((field) => !query.has(field));
  if (isPlain && compare === undefined) {
    return datasets.slice(start, limit);
  }
  const found = call.partition.lists.whileUnchanged<Named>(nameOf(call), () => {
    const passing = datasets
      .all()
      .filter(
        ([, dataset]) =>
          filterFields.every((field) => matchesAny(dataset[field], query.getAll(field))) &&
          tags.every((tag) => hasTag(dataset, tag)) &&
          properties.every((passes) => passes(dataset)),
      );
    return compare === undefined ? passing : passing.sort(compare);
  });
  return found.slice(start, start + limit);
}

/** The same for all pages of one list. */
function nameOf(call: SandboxCall): string {
  const { path, query } = call.request;
  const asked = [...query].filter(([name]) => !["start", "limit", "properties"].includes(name));
  return JSON.stringify([call.caller.organization, call.sandbox.name, path, asked]);
}

/** The named top-level members only, when `properties` asks for that. */
export function selected(exchange: Exchange, dataset: JsonObject): JsonObject {
  const names = exchange.request.query
    .get("properties")
    ?.split(",")
    .map((name) => name.trim());
  return names === undefined
    ? dataset
    : Object.fromEntries(Object.entries(dataset).filter(([name]) => names.includes(name)));
}

function parseNumber(exchange: Exchange, name: string, byDefault: number): number {
  const value = exchange.request.query.get(name);
  if (value === null) {
    return byDefault;
  }
  if (!/^\d+$/.test(value)) {
    throw badRequest(exchange, `${name} is not a number.`);
  }
  return Number(value);
}

/** A parameter holds alternatives, parted by commas; `*` stands for any text. */
function matchesAny(value: Json | undefined, filters: readonly string[]): boolean {
  return filters.every((filter) =>
    filter.split(",").some((alternative) => value !== undefined && matches(String(value), alternative)),
  );
}

/** Whether a text is what a pattern says, in which `*` stands for anything. Takes linear time, unlike a RegExp. */
function matches(found: string, pattern: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) {
    return found === pattern;
  }
  let position = first.length;
  for (const part of rest) {
    const next = found.indexOf(part, position);
    if (next < 0) {
      return false;
    }
    position = next + part.length;
  }
  return found.startsWith(first) && found.endsWith(last) && found.length - last.length >= position;
}

function hasTag(dataset: JsonObject, tag: string): boolean {
  const separator = tag.indexOf(":");
  const name = separator < 0 ? tag : tag.slice(0, separator);
  const values = elements(member(dataset.tags, name));
  return separator < 0
    ? values.length > 0
    : values.some((value) => matches(String(value), tag.slice(separator + 1)));
}

/** `property=name==value`, with a dot path and `~` for a pattern; presence alone without a value. */
function parseProperty(exchange: Exchange, filter: string): (dataset: JsonObject) => boolean {
  const parts = /^([\w.:/-]+?)(?:(==|!=|=~|~|=|>=|<=|>|<)(.*))?$/s.exec(filter);
  if (parts === null) {
    throw badRequest(exchange, `property=${filter} is not a filter.`);
  }
  const [, path = "", operator, value = ""] = parts;
  const names = path.split(".");
  const read = (dataset: JsonObject): Json | undefined =>
    names.reduce<Json | undefined>((current, name) => member(current, name), dataset);
  switch (operator) {
    case undefined:
      return (dataset) => read(dataset) !== undefined;
    case "==":
    case "=":
      return (dataset) => String(read(dataset)) === value;
    case "!=":
      return (dataset) => String(read(dataset)) !== value;
    case ">=":
      return (dataset) => Number(read(dataset)) >= Number(value);
    case "<=":
      return (dataset) => Number(read(dataset)) <= Number(value);
    case ">":
      return (dataset) => Number(read(dataset)) > Number(value);
    case "<":
      return (dataset) => Number(read(dataset)) < Number(value);
    default:
      return (dataset) => matches(String(read(dataset)), value);
  }
}

/** `orderBy=asc:created,updated` or `desc:…` (catalog.yaml). */
function comparison(exchange: Exchange, order: string): (left: Named, right: Named) => number {
  const parts = /^(?:(asc|desc):)?([\w,.]+)$/.exec(order);
  if (parts === null) {
    throw badRequest(exchange, `orderBy=${order} is not asc:field or desc:field.`);
  }
  const sign = parts[1] === "desc" ? -1 : 1;
  const fields = (parts[2] ?? "").split(",");
  return ([, left], [, right]) => {
    for (const field of fields) {
      const order = compareForOrder(member(left, field), member(right, field));
      if (order !== 0) {
        return order < 0 ? -sign : sign;
      }
    }
    return 0;
  };
}
