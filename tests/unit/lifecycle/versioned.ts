import { UnknownOutcomeError } from "../../../provider/api/errors";
import type { Json, JsonObject } from "../../../provider/api/values";
import { update } from "../../../provider/lifecycle/update";
import { recorded, scene, thing } from "./thing";

/** What happens around one write of ours. */
export interface Occasion {
  /** What others write after we have looked and before our write takes effect. */
  readonly before?: readonly JsonObject[];
  /** What they write after it. */
  readonly after?: readonly JsonObject[];
  /** Its answer is lost on the way. */
  readonly isAnswerLost?: true;
  /** "never": it is lost, too. "late": it takes effect just before the next one. */
  readonly arrives?: "never" | "late";
}

const LOST = () => new UnknownOutcomeError("The answer was lost.");

/** An object that is written whole, as AEP keeps it: others write members into its newest version, or take them away by null. */
export function versioned(first: JsonObject, ...occasions: readonly Occasion[]) {
  const own = scene();
  const versions: JsonObject[] = [{ ...first, version: 0 }];
  const script = [...occasions];
  const state = { gets: 0, reads: [] as number[], unreadable: new Map<number, Error | undefined>() };
  const late: JsonObject[] = [];
  const newest = () => versions.at(-1) ?? {};
  const put = (contents: JsonObject) => {
    const made = { ...contents, version: versions.length };
    versions.push(made);
    return made;
  };
  const colleague = (change: JsonObject) => {
    const all: JsonObject = { ...newest(), ...change, by: "colleague" };
    put(Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)));
  };
  const kind = thing(
    {
      conditional: false,
      get: async () => {
        state.gets++;
        return newest();
      },
      write: async (_client, _id, { body, repeated = new Map<string, Json>() }) => {
        for (const earlier of late.splice(0)) put(earlier);
        const { before = [], after = [], isAnswerLost, arrives } = script.shift() ?? {};
        before.forEach(colleague);
        const contents = { ...Object.fromEntries(repeated), ...body() };
        if (arrives === "late") late.push(contents);
        const seen = arrives === undefined ? put(contents) : {};
        after.forEach(colleague);
        if (isAnswerLost || arrives !== undefined) throw LOST();
        return { seen };
      },
      lastChange: ({ by }) => (typeof by === "string" ? { by } : {}),
      versions: {
        numberOf: ({ version }) => (typeof version === "number" ? version : undefined),
        get: async (_client, _id, version) => {
          state.reads.push(version);
          const failure = state.unreadable.get(version);
          if (failure !== undefined) throw failure;
          return state.unreadable.has(version) ? undefined : versions[version];
        },
        address: (id, version) => `GET ${id}?version=${version}`,
        repeated: ({ name, tags }) =>
          new Map(
            Object.entries({ name, tags }).flatMap(([key, value]) =>
              value === undefined ? [] : [[key, value]],
            ),
          ),
      },
    },
    {
      fields: { a: {}, b: {}, c: {}, d: {}, name: {} },
      fromLive: ({ a, b, c, d, name }) =>
        Object.fromEntries(
          Object.entries({ a, b, c, d, name }).flatMap(([key, value]) =>
            value === undefined ? [] : [[key, value]],
          ),
        ),
      outputs: ({ version }) => (version === undefined ? {} : { version }),
    },
  );
  const before = recorded({ a: 1, b: 1, c: 1, d: 1 }, { outputs: { version: 0 } });
  const apply = (desired: JsonObject) => update(kind, own.context, "id", before, desired, {}, own.onMade);
  return {
    ...own,
    state,
    versions,
    apply: (desired: JsonObject = { ...ALL, a: 2 }) => own.outcome(apply(desired)),
    applyInVain: (desired: JsonObject = { ...ALL, a: 2 }) => own.failure(apply(desired)),
    applyRaw: () => apply({ ...ALL, a: 2 }),
    /** Without what AEP adds. */
    live: () => {
      const { version: _version, by: _by, ...contents } = newest();
      return contents;
    },
  };
}

export const ALL = { a: 1, b: 1, c: 1, d: 1 };
