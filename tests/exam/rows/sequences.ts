import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import fc from "fast-check";
import type { PlatformUser } from "../../support/emulator";
import { repositoryRoot } from "../../support/repository";
import type { Outcome } from "../engine/run";
import { realStack, type Stack, type StartStack, standInStack } from "../engine/stack";
import { COLLECTIONS, describeVerdict, unknownObjects } from "../engine/verify";
import type { Lane } from "../platform/lane";
import { Model } from "../programs/model";
import {
  deleteElsewhere,
  EDITABLE,
  type Editable,
  editElsewhere,
  programOf,
  RESOURCES,
  type Resource,
} from "../programs/team";
import { type CaseResult, chosen, type Named, runCases, withLanes } from "./lanes";
import type { Row, Size } from "./row";

/** So many sequences from one seed, one after the other: a failure is shrunk at once. */
interface Case extends Named {
  readonly seed: number;
  readonly sequences: number;
}

interface Result extends CaseResult {
  readonly sequences: number;
  readonly steps: number;
  readonly conflicts: number;
  readonly crashes: number;
}

/** How much is tried on one engine. */
interface Extent {
  readonly cases: Readonly<Record<Size, number>>;
  readonly sequencesOfACase: Readonly<Record<Size, number>>;
  readonly mostSteps: number;
  readonly caseMilliseconds: number;
}

const ON_THE_STAND_IN: Extent = {
  cases: { small: 2, full: 200 },
  sequencesOfACase: { small: 3, full: 10 },
  mostSteps: 30,
  caseMilliseconds: 900_000,
};
const ON_THE_REAL_ENGINE: Extent = {
  cases: { small: 1, full: 25 },
  sequencesOfACase: { small: 1, full: 2 },
  mostSteps: 10,
  caseMilliseconds: 900_000,
};

const TITLE =
  "Random sequences of edits here and elsewhere, deletions elsewhere, refreshes, ups and crashes, against a model";

export const sequences: Row = {
  id: "6",
  title: TITLE,
  demand: "2,000 sequences of ≤ 30 steps, 0 divergences; the shrunk case is saved",
  run: sequencesOn(standInStack, ON_THE_STAND_IN),
};

export const sequencesOnTheRealEngine: Row = {
  id: "6E",
  title: "The same on the real engine",
  demand: "a sample of 50 sequences, 0 divergences",
  inTests: false,
  run: sequencesOn(realStack, ON_THE_REAL_ENGINE),
};

function sequencesOn(start: StartStack, extent: Extent): Row["run"] {
  return (options) =>
    withLanes(options, async (lanes) => {
      const all = Array.from({ length: extent.cases[options.size] }, (_each, index): Case => {
        const seed = options.seed * 1_000_003 + index;
        const count = extent.sequencesOfACase[options.size];
        return { name: `part ${index + 1} of seed ${options.seed}`, seed, sequences: count };
      });
      const cases = chosen(all, options, all.length);
      const { results, failures } = await runCases(lanes, cases, options, (lane, each) =>
        runCase(lane, each, start, extent),
      );
      const sum = (of: (result: Result) => number) =>
        results.reduce((total, [, result]) => total + (result === undefined ? 0 : of(result)), 0);
      return {
        runs: sum((result) => result.sequences),
        figures: {
          steps: sum(({ steps }) => steps),
          "of these refused as a conflict": sum(({ conflicts }) => conflicts),
          "of these killed": sum(({ crashes }) => crashes),
          divergences: failures.length,
        },
        failures,
      };
    });
}

/** The stack under test, and what was seen of it. */
class Trial {
  steps = 0;
  conflicts = 0;
  crashes = 0;

  constructor(
    readonly lane: Lane,
    readonly colleague: PlatformUser,
    readonly stack: Stack,
  ) {}

  async idOf(resource: Resource): Promise<string> {
    const id = (await this.stack.recorded()).find(({ name }) => name === resource)?.id;
    if (id === undefined) throw new Error(`${resource} is not recorded.`);
    return id;
  }
}

type Command = fc.AsyncCommand<Model, Trial>;

/** Up; whoever is refused refreshes and comes up again, which must succeed. */
async function comeUp(model: Model, trial: Trial, dieAt?: number): Promise<void> {
  const program = programOf(model.declared, model.withFlow);
  if (dieAt !== undefined) {
    const crashed = await trial.stack.up(program, dieAt);
    // It ended by itself, before it came to that request.
    if (!crashed.killed) return settleUp(model, trial, crashed);
    trial.crashes += 1;
  }
  await settleUp(model, trial, await trial.stack.up(program));
}

async function settleUp(model: Model, trial: Trial, { errors }: Outcome): Promise<void> {
  const expected = model.up();
  if (errors.length > 0 !== (expected === "fails")) {
    throw new Error(
      `The up ${errors.length > 0 ? `failed (${errors.join("; ")})` : "succeeded"}; by the model it ${expected}.`,
    );
  }
  if (expected === "fails") {
    trial.conflicts += 1;
    const refreshed = await trial.stack.refresh();
    const again = await trial.stack.up(programOf(model.declared, model.withFlow));
    const told = [...refreshed.errors, ...again.errors];
    if (told.length > 0) throw new Error(`The up after the refresh failed: ${told.join("; ")}`);
  }
  await compare(model, trial);
}

async function compare(model: Model, { lane, stack }: Trial): Promise<void> {
  const [objects, resources] = await Promise.all([lane.objects(), stack.recorded()]);
  const unknown = describeVerdict({ diverged: [], ...unknownObjects(resources, objects) });
  // What a colleague's deletion left behind in the state is no orphan; what nobody records is one.
  if (unknown !== undefined) throw new Error(unknown);
  for (const name of RESOURCES) {
    const { recorded, live } = model.object(name);
    const resource = resources.find((each) => each.name === name);
    if ((resource === undefined) !== (recorded === undefined)) {
      throw new Error(`${name} is ${resource === undefined ? "not " : ""}recorded, unlike in the model.`);
    }
    if (resource === undefined || recorded === undefined) continue;
    const object = objects[COLLECTIONS[resource.kind] ?? ""]?.[resource.id];
    expectSame(`${name}, recorded`, textsOf(resource.inputs), recorded);
    expectSame(`${name}, in the platform`, object === undefined ? undefined : storedTexts(object), live);
  }
}

function expectSame(what: string, is: object | undefined, should: object | undefined): void {
  const [left, right] = [JSON.stringify(is), JSON.stringify(should)];
  if (left !== right) throw new Error(`${what}: ${left}; by the model ${right}.`);
}

function textsOf(inputs: Readonly<Record<string, unknown>>) {
  const [mapping] = Array.isArray(inputs.mappings) ? inputs.mappings : [];
  return { label: inputs.name ?? inputs.title, text: mapping?.source ?? inputs.description };
}

function storedTexts(object: unknown) {
  const { content, versions } = object as {
    content?: Record<string, unknown>;
    versions?: { content: Record<string, unknown>; mappings: { source: { path: string } }[] }[];
  };
  const newest = versions?.at(-1);
  const { name, title, description } = content ?? newest?.content ?? {};
  return { label: name ?? title, text: newest?.mappings[0]?.source.path ?? description };
}

function command(
  text: string,
  run: (model: Model, trial: Trial) => Promise<void>,
  check: (model: Model) => boolean = () => true,
): Command {
  return {
    check,
    run: async (model, trial) => {
      trial.steps += 1;
      await run(model, trial);
    },
    toString: () => text,
  };
}

const VALUES = ["one", "two", "three"] as const;
const part = fc.constantFrom("label", "text");
const value = fc.constantFrom(...VALUES);

/** Unique among resources, and a path of an event where it is the mapping's. */
function wording(resource: Resource, text: string): string {
  return `${resource}_${text}`;
}

function edit(resource: Resource, place: "label" | "text", text: string): Command {
  return command(`edit ${resource} ${place} ${text}`, async (model) => {
    model.declare(resource, place, wording(resource, text));
  });
}

function editedElsewhere(resource: Editable, place: "label" | "text", text: string): Command {
  return command(
    `elsewhere ${resource} ${place} ${text}`,
    async (model, trial) => {
      const worded = wording(resource, text);
      await editElsewhere(trial.colleague, resource, await trial.idOf(resource), place, worded);
      model.editElsewhere(resource, place, worded);
    },
    (model) => isThere(model, resource),
  );
}

/** Both sides change one object: the same part to the same or another value, or different parts. */
function contest(here: Command, elsewhere: Command): Command {
  return {
    check: (model) => elsewhere.check(model),
    run: async (model, trial) => {
      await elsewhere.run(model, trial);
      await here.run(model, trial);
    },
    toString: () => `${here}, ${elsewhere}`,
  };
}

const COMMANDS: readonly fc.Arbitrary<Command>[] = [
  fc
    .tuple(fc.constantFrom(...RESOURCES), part, value)
    .map(([resource, ...edited]) => edit(resource, ...edited)),
  fc.constant(
    command("toggle flow", async (model) => {
      model.withFlow = !model.withFlow;
    }),
  ),
  fc
    .tuple(fc.constantFrom(...EDITABLE), part, value)
    .map(([resource, ...edited]) => editedElsewhere(resource, ...edited)),
  // Chance alone would seldom let two sides meet at one part of one object.
  fc
    .tuple(fc.constantFrom(...EDITABLE), part, value, part, value)
    .map(([resource, ownPart, own, theirPart, theirs]) =>
      contest(edit(resource, ownPart, own), editedElsewhere(resource, theirPart, theirs)),
    ),
  fc.constantFrom<Editable>("flow", "source").map((resource) =>
    command(
      `delete elsewhere ${resource}`,
      async (model, trial) => {
        await deleteElsewhere(trial.colleague, resource, await trial.idOf(resource));
        model.deleteElsewhere(resource);
      },
      (model) => isThere(model, resource) && (resource === "flow" || model.object("flow").live === undefined),
    ),
  ),
  fc.constant(
    command("refresh", async (model, trial) => {
      const { errors } = await trial.stack.refresh();
      if (errors.length > 0) throw new Error(`The refresh failed: ${errors.join("; ")}`);
      model.refresh();
      await compare(model, trial);
    }),
  ),
  fc.constant(command("up", (model, trial) => comeUp(model, trial))),
  fc
    .integer({ min: 1, max: 20 })
    .map((nth) => command(`crash at request ${nth}, up`, (model, trial) => comeUp(model, trial, nth))),
];

function isThere(model: Model, resource: Resource): boolean {
  const { recorded, live } = model.object(resource);
  return recorded !== undefined && live !== undefined;
}

async function runCase(
  lane: Lane,
  { name, seed, sequences: numRuns }: Case,
  start: StartStack,
  { mostSteps, caseMilliseconds }: Extent,
): Promise<Result> {
  const seen = { sequences: 0, steps: 0, conflicts: 0, crashes: 0 };
  const property = fc.asyncProperty(
    fc.commands([...COMMANDS], { maxCommands: mostSteps, size: "max" }),
    async (commands) => {
      await lane.renew();
      const stack = await start(lane, "team");
      const trial = new Trial(lane, await lane.colleague(), stack);
      try {
        const model = new Model();
        await comeUp(model, trial);
        await fc.asyncModelRun(() => ({ model, real: trial }), commands);
        const gone = await stack.destroy();
        const rest = describeVerdict({
          diverged: gone.errors,
          ...unknownObjects([], await lane.objects()),
        });
        if (rest !== undefined) throw new Error(`After the destroy: ${rest}`);
      } finally {
        seen.sequences += 1;
        seen.steps += trial.steps;
        seen.conflicts += trial.conflicts;
        seen.crashes += trial.crashes;
        await stack.dispose();
      }
    },
  );
  const details = await fc.check(property, {
    seed,
    numRuns,
    interruptAfterTimeLimit: caseMilliseconds,
    markInterruptAsFailure: true,
  });
  if (!details.failed) return { problem: undefined, ...seen };
  const told = details.errorInstance instanceof Error ? details.errorInstance.message : "It took too long.";
  const shrunk = `${details.counterexample}`;
  await save(name, `${shrunk}\n${told}\n`);
  return { problem: `${told} After: ${shrunk}`, ...seen };
}

/** The shortest sequence that fails, for whoever looks into it. */
async function save(name: string, text: string): Promise<void> {
  const folder = path.join(repositoryRoot, ".local", "exam");
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, `sequences-${name.replaceAll(" ", "-")}.txt`), text);
}
