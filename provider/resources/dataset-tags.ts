import type { PatchOperation } from "../api/object-service";
import { isObject, type Json } from "../api/values";
import type { Failure, FieldChange } from "../lifecycle/kind";

/** The tags of a dataset: lists of entries by name. Those of Profile and Identity hold one value a key: `enabled:true`. */
type Tags = Readonly<Record<string, readonly string[]>>;

const SWITCHES = ["unifiedProfile", "unifiedIdentity"];
const OFF = "enabled:false";

/** An entry is a merge unit, told by its key: what AEP adds beside it (`enabledAt:…`) is nobody's. */
export function tagUnits(value: Json): Readonly<Record<string, Json>> {
  return Object.fromEntries(
    Object.entries(tagsOf(value)).flatMap(([tag, entries]) =>
      entries.map((entry) => [unitOf(tag, entry), normalEntry(tag, entry)]),
    ),
  );
}

/** One operation a tag, as Adobe's guides have it, with what others put into the same tag. */
export function tagOperations({ names, desired, live }: FieldChange): PatchOperation[] {
  const present = isObject(live) && "tags" in live ? tagsOf(live.tags as Json) : undefined;
  const touched = [...new Set(names.map((unit) => unit.slice(0, unit.indexOf(" "))))];
  const after = touched.map((tag): readonly [string, readonly string[]] => {
    const others = (present?.[tag] ?? []).filter((entry) => !names.includes(unitOf(tag, entry)));
    const ours = names.flatMap((unit) =>
      unit.startsWith(`${tag} `) && desired[unit] !== undefined ? [String(desired[unit])] : [],
    );
    const entries = [...others, ...ours];
    return [tag, entries.length === 0 && SWITCHES.includes(tag) ? [OFF] : entries];
  });
  if (present === undefined) return [{ op: "add", path: "/tags", value: Object.fromEntries(after) }];
  return after.map(([tag, entries]) => {
    const path = `/tags/${tag.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    return entries.length === 0 ? { op: "remove", path } : { op: "add", path, value: entries };
  });
}

/** The declared entries as they are now. */
export function restoreTags(recorded: Json, live: Json): Json {
  const now = tagUnits(live);
  const restored = Object.entries(tagsOf(recorded)).map(([tag, entries]): [string, Json[]] => [
    tag,
    entries.flatMap((entry) => {
      const found = now[unitOf(tag, entry)];
      if (found === undefined) return [];
      return [found === normalEntry(tag, entry) ? entry : found];
    }),
  ]);
  return Object.fromEntries(restored.filter(([, entries]) => entries.length > 0));
}

/** As Adobe's guides spell them; some write `enabled: true`. */
export function normalTags(value: Json): Json {
  return Object.fromEntries(
    Object.entries(tagsOf(value)).map(([tag, entries]) => [
      tag,
      entries.map((entry) => normalEntry(tag, entry)),
    ]),
  );
}

export function tagFailures(value: Json): Failure[] {
  return Object.entries(tagsOf(value)).flatMap(([tag, entries]): Failure[] => {
    const property = `tags.${tag}`;
    if (/^adobe/i.test(tag)) return [{ property, reason: "is reserved: AEP sets such tags itself." }];
    if (/\s/.test(tag)) return [{ property, reason: "must not contain blanks." }];
    const repeated = entries.find(
      (entry, index) => entries.findIndex((other) => unitOf(tag, other) === unitOf(tag, entry)) !== index,
    );
    if (repeated !== undefined) return [{ property, reason: `"${repeated}" says the same thing twice.` }];
    if (!SWITCHES.includes(tag) || entries.every((entry) => /^\w+:\s*\S+$/.test(entry))) return [];
    return [{ property, reason: 'holds switches, such as "enabled:true" and "isUpsert:true".' }];
  });
}

function unitOf(tag: string, entry: string): string {
  return `${tag} ${SWITCHES.includes(tag) ? entry.split(":")[0]?.trim() : entry}`;
}

function normalEntry(tag: string, entry: string): string {
  return SWITCHES.includes(tag) ? entry.replace(/\s/g, "") : entry;
}

function tagsOf(value: Json | undefined): Tags {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([tag, entries]) => [
      tag,
      Array.isArray(entries) ? entries.map((entry: Json) => String(entry)) : [],
    ]),
  );
}
