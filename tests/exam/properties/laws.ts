import fc from "fast-check";
import { redactor } from "../../../provider/api/redact";
import { type Json, type JsonObject, sameValue } from "../../../provider/api/values";
import { check } from "../../../provider/lifecycle/check";
import { diff } from "../../../provider/lifecycle/diff";
import type { AnyKind } from "../../../provider/lifecycle/kind";
import { liveArgs } from "../../../provider/lifecycle/live-args";
import type { Recorded } from "../../../provider/lifecycle/recorded";
import { inProgramWords } from "../../../provider/lifecycle/tenant";
import { changedProperties, managedUnits } from "../../../provider/lifecycle/units";
import { UNKNOWN } from "../../../provider/lifecycle/unknown";
import { update } from "../../../provider/lifecycle/update";
import { SUBJECTS, type Subject } from "./declarations";
import { bodyOf, memoryPlatform, TENANT } from "./memory-platform";
import { type Edit, REPLACEMENTS, type Replacements } from "./replacements";

/** Something that is true of every declaration; it throws where it is not. */
export interface Law {
  readonly name: string;
  readonly property: fc.IAsyncProperty<[JsonObject, JsonObject]> | fc.IAsyncProperty<[string[], string[]]>;
}

function recorded(args: JsonObject): Recorded {
  return { args, hidden: {}, outputs: { etag: '"of the only version"' }, location: undefined, pending: [] };
}

/** What the platform shows of a body, in the words of a program. */
function shown(kind: AnyKind, live: JsonObject, declared: JsonObject): JsonObject {
  return inProgramWords(kind, liveArgs(kind, live, TENANT, declared), TENANT);
}

/** The second declaration, as far as AEP lets an object like the first become it. */
function reachable(kind: AnyKind, from: JsonObject, to: JsonObject): JsonObject {
  let desired = to;
  for (;;) {
    const { replaces } = diff(kind, recorded(from), desired, {});
    if (replaces.length === 0) return desired;
    desired = Object.fromEntries(
      Object.entries({
        ...desired,
        ...Object.fromEntries(replaces.map((name) => [name, from[name]])),
      }).filter(([, value]) => value !== undefined),
    ) as JsonObject;
  }
}

function expect(what: string, is: unknown, should: unknown): void {
  if (!sameValue(is as Json, should as Json)) {
    throw new Error(`${what}: ${JSON.stringify(is)} instead of ${JSON.stringify(should)}`);
  }
}

/** What the program has a say in. */
function units(kind: AnyKind, args: JsonObject, declared: JsonObject): JsonObject {
  return Object.fromEntries(managedUnits(kind, args, declared));
}

function replacementsOf({ name }: AnyKind): Replacements {
  const replacements = REPLACEMENTS[name];
  if (replacements === undefined) throw new Error(`It is not written down what replaces a ${name}.`);
  return replacements;
}

function expectEdit(kind: AnyKind, args: JsonObject, { name, desired, replaces }: Edit): void {
  const wanted = desired(args);
  if (wanted !== undefined) expectReplacement(kind, name, args, wanted, replaces);
}

function expectReplacement(
  kind: AnyKind,
  what: string,
  args: JsonObject,
  desired: JsonObject,
  property: string | undefined,
): void {
  const difference = diff(kind, recorded(args), desired, {});
  expect(`${what} replaces`, difference.replaces, property === undefined ? [] : [property]);
  expect(`${what} is a change`, difference.changes, true);
}

type Rule = (subject: Subject, args: JsonObject, other: JsonObject) => Promise<void>;

/** Laws of each kind, over two declarations of it. */
const RULES: Readonly<Record<string, Rule>> = {
  "diff(x, x) is none": async ({ kind }, args) => {
    expect("the difference", diff(kind, recorded(args), args, {}), {
      changes: false,
      replaces: [],
      deleteBeforeReplace: false,
    });
  },

  "fromApi ∘ toApi is the identity": async ({ kind }, args) => {
    const changed = changedProperties(kind, shown(kind, bodyOf(kind, args), args), args);
    const declared = changed.filter((property) => args[property] !== undefined);
    expect("what changed", declared, neverSent(kind, args));
  },

  "an update leads to what is desired, by editable paths alone": async (
    { kind, editablePaths },
    from,
    to,
  ) => {
    const desired = reachable(kind, from, to);
    fc.pre(check(kind, from, desired).length === 0);
    const platform = memoryPlatform(kind, bodyOf(kind, from));
    await update(platform.kind, platform.context, "id", recorded(from), desired, {}, () => undefined);
    const forbidden = platform.paths.filter((path) => !editablePaths.test(path));
    expect("paths that cannot be edited", forbidden, []);
    const wanted = shown(kind, bodyOf(kind, desired), desired);
    expect(
      "the object",
      units(kind, shown(kind, platform.live(), desired), desired),
      units(kind, wanted, desired),
    );
  },

  "an unknown replaces exactly where a change may": async ({ kind }, args) => {
    const { whenUnknown, unknownParts } = replacementsOf(kind);
    expect(
      "properties of which it is written down",
      Object.keys(whenUnknown).sort(),
      Object.keys(kind.fields).sort(),
    );
    for (const [property, replaces] of Object.entries(whenUnknown)) {
      const expected = typeof replaces === "function" ? replaces(args) : replaces;
      const desired = { ...args, [property]: UNKNOWN };
      expectReplacement(kind, `${property}: unknown`, args, desired, expected ? property : undefined);
    }
    for (const each of unknownParts) expectEdit(kind, args, each);
  },

  "a change replaces exactly where it is documented": async ({ kind }, args) => {
    for (const each of replacementsOf(kind).changes) expectEdit(kind, args, each);
  },

  "canonicalisation is idempotent": async ({ kind }, args) => {
    for (const [property, { canonical }] of Object.entries(kind.fields)) {
      const value = args[property];
      if (canonical === undefined || value === undefined || !isStable(kind, property)) continue;
      const once = canonical(value);
      expect(property, canonical(once), once);
    }
  },
};

/** Fields of a field group have a canonical form in another language, that of XDM. */
function isStable(kind: AnyKind, property: string): boolean {
  return !(kind.name === "FieldGroup" && property === "fields");
}

function neverSent(kind: AnyKind, args: JsonObject): string[] {
  // What AEP never hears of cannot come back: it counts only where it differs from the default.
  return Object.entries(kind.fields)
    .filter(([property, { providerOnly, defaultValue }]) => {
      const value = args[property];
      return providerOnly === true && value !== undefined && !sameValue(value, defaultValue ?? null);
    })
    .map(([property]) => property);
}

const secret = fc.string({ minLength: 4, maxLength: 24, unit: "grapheme" });
const MASK = "[redacted]";

/** Each way in which a text may carry a secret. */
const WRITTEN: readonly ((secret: string) => string)[] = [
  (each) => each,
  (each) => encodeURIComponent(each),
  (each) => JSON.stringify({ client_secret: each }),
  (each) => new URLSearchParams({ token: each }).toString(),
];

const redactorLeaksNothing = fc.asyncProperty(
  fc.array(secret, { minLength: 1, maxLength: 3 }),
  fc.array(fc.string({ maxLength: 12 }), { minLength: 1, maxLength: 4 }),
  async (secrets, around) => {
    // A word of the mask itself cannot be told from the mask.
    fc.pre(secrets.every((each) => !`Bearer ${MASK}`.includes(each)));
    const text = around
      .flatMap((part) => [part, ...secrets.flatMap((each) => WRITTEN.map((write) => ` ${write(each)} `))])
      .join("");
    const redacted = redactor(secrets)(text);
    // A secret that stands in what is around it by chance, behind what was masked, is no leak of this one.
    const leaked = secrets.filter((each) => redacted.includes(each));
    expect("leaked", leaked, []);
  },
);

export const LAWS: readonly Law[] = [
  ...Object.entries(RULES).flatMap(([name, rule]) =>
    SUBJECTS.map(
      (subject): Law => ({
        name: `${subject.kind.name}: ${name}`,
        property: fc.asyncProperty(subject.declaration, subject.declaration, (args, other) =>
          rule(subject, args, other),
        ),
      }),
    ),
  ),
  { name: "the redactor leaks nothing", property: redactorLeaksNothing },
];
