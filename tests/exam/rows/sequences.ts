import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import fc from "fast-check";
import type { PlatformUser } from "../../support/emulator";
import { repositoryRoot } from "../../support/repository";
import { destroy, refresh, up } from "../engine/engine";
import { type Outcome, Run } from "../engine/run";
import { StateFile } from "../engine/state";
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
import type { Row } from "./row";

/** So many sequences from one seed, one after the other: a failure is shrunk at once. */
interface Case extends Named {
  readonly seed: number;
  readonly sequences: number;
}

interface Result extends CaseResult {
  readonly sequences: number;
  readonly steps: number;
}

const SEQUENCES_OF_A_CASE = 10;
const CASES = { small: 2, full: 200 } as const;
const SEQUENCES_OF_A_SMALL_CASE = 3;
const MOST_STEPS = 30;
const CASE_MILLISECONDS = 240_000;

export const sequences: Row = {
  id: "6",
  title:
    "Random sequences of edits here and elsewhere, deletions elsewhere, refreshes, ups and crashes, against a model",
  demand: "2,000 sequences of ≤ 30 steps, 0 divergences; the shrunk case is saved",
  run: (options) =>
    withLanes(options, async (lanes) => {
      const all = Array.from({ length: CASES[options.size] }, (_each, index): Case => {
        const seed = options.seed * 1_000_003 + index;
        const count = options.size === "full" ? SEQUENCES_OF_A_CASE : SEQUENCES_OF_A_SMALL_CASE;
        return { name: `part ${index + 1} of seed ${options.seed}`, seed, sequences: count };
      });
      const cases = chosen(all, options, all.length);
      const { results, failures } = await runCases(lanes, cases, options, runCase);
      const sum = (of: (result: Result) => number) =>
        results.reduce((total, [, result]) => total + (result === undefined ? 0 : of(result)), 0);
      return {
        runs: sum((result) => result.sequences),
        figures: { steps: sum(({ steps }) => steps), divergences: failures.length },
        failures,
      };
    }),
};

/** The stack under test. */
class Stack {
  readonly file = new StateFile("team");

  constructor(
    readonly lane: Lane,
    readonly colleague: PlatformUser,
    readonly count: () => void,
  ) {}

  async run(operation: (run: Run) => Promise<Outcome>): Promise<Outcome> {
    this.lane.platform.interfere(() => undefined);
    return operation(new Run(await this.lane.provider(), this.file));
  }

  /** Engine and provider die the moment after the n-th request took effect; otherwise it is an ordinary run. */
  async runUntilRequest(nth: number, operation: (run: Run) => Promise<Outcome>): Promise<Outcome> {
    const provider = await this.lane.provider();
    const run = new Run(provider, this.file);
    let arrived = 0;
    this.lane.platform.interfere((call) => {
      arrived += 1;
      if (arrived !== nth) return undefined;
      return call.forward().then(() => {
        run.die();
        provider.kill();
      });
    });
    const outcome = await operation(run);
    await this.lane.platform.idle();
    return outcome;
  }

  idOf(resource: Resource): string {
    const id = this.file.load().resources.find(({ name }) => name === resource)?.id;
    if (id === undefined) throw new Error(`${resource} is not recorded.`);
    return id;
  }
}

type Command = fc.AsyncCommand<Model, Stack>;

/** Up; whoever is refused refreshes and comes up again, which must succeed. */
async function comeUp(model: Model, stack: Stack, crashAt?: number): Promise<void> {
  const program = programOf(model.declared, model.withFlow);
  if (crashAt !== undefined) {
    const crashed = await stack.runUntilRequest(crashAt, (run) => up(run, program));
    // It ended by itself, before it came to that request.
    if (!crashed.killed) return settleUp(model, stack, crashed);
  }
  await settleUp(model, stack, await stack.run((run) => up(run, program)));
}

async function settleUp(model: Model, stack: Stack, { errors }: Outcome): Promise<void> {
  const expected = model.up();
  if (errors.length > 0 !== (expected === "fails")) {
    throw new Error(
      `The up ${errors.length > 0 ? `failed (${errors.join("; ")})` : "succeeded"}; by the model it ${expected}.`,
    );
  }
  if (expected === "fails") {
    const program = programOf(model.declared, model.withFlow);
    const refreshed = await stack.run(refresh);
    const again = await stack.run((run) => up(run, program));
    const told = [...refreshed.errors, ...again.errors];
    if (told.length > 0) throw new Error(`The up after the refresh failed: ${told.join("; ")}`);
  }
  await compare(model, stack);
}

async function compare(model: Model, stack: Stack): Promise<void> {
  const objects = await stack.lane.objects();
  const { resources } = stack.file.load();
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
  run: (model: Model, stack: Stack) => Promise<void>,
  check: (model: Model) => boolean = () => true,
): Command {
  return {
    check,
    run: async (model, stack) => {
      stack.count();
      await run(model, stack);
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

const COMMANDS: readonly fc.Arbitrary<Command>[] = [
  fc.tuple(fc.constantFrom(...RESOURCES), part, value).map(([resource, place, text]) =>
    command(`edit ${resource} ${place} ${text}`, async (model) => {
      model.declare(resource, place, wording(resource, text));
    }),
  ),
  fc.constant(
    command("toggle flow", async (model) => {
      model.withFlow = !model.withFlow;
    }),
  ),
  fc.tuple(fc.constantFrom(...EDITABLE), part, value).map(([resource, place, text]) =>
    command(
      `elsewhere ${resource} ${place} ${text}`,
      async (model, stack) => {
        const worded = wording(resource, text);
        await editElsewhere(stack.colleague, resource, stack.idOf(resource), place, worded);
        model.editElsewhere(resource, place, worded);
      },
      (model) => isThere(model, resource),
    ),
  ),
  fc.constantFrom<Editable>("flow", "source").map((resource) =>
    command(
      `delete elsewhere ${resource}`,
      async (model, stack) => {
        await deleteElsewhere(stack.colleague, resource, stack.idOf(resource));
        model.deleteElsewhere(resource);
      },
      (model) => isThere(model, resource) && (resource === "flow" || model.object("flow").live === undefined),
    ),
  ),
  fc.constant(
    command("refresh", async (model, stack) => {
      const { errors } = await stack.run(refresh);
      if (errors.length > 0) throw new Error(`The refresh failed: ${errors.join("; ")}`);
      model.refresh();
      await compare(model, stack);
    }),
  ),
  fc.constant(command("up", (model, stack) => comeUp(model, stack))),
  fc
    .integer({ min: 1, max: 20 })
    .map((nth) => command(`crash at request ${nth}, up`, (model, stack) => comeUp(model, stack, nth))),
];

function isThere(model: Model, resource: Resource): boolean {
  const { recorded, live } = model.object(resource);
  return recorded !== undefined && live !== undefined;
}

async function runCase(lane: Lane, { name, seed, sequences: numRuns }: Case): Promise<Result> {
  let steps = 0;
  let ran = 0;
  const property = fc.asyncProperty(
    fc.commands([...COMMANDS], { maxCommands: MOST_STEPS, size: "max" }),
    async (commands) => {
      ran += 1;
      await lane.renew();
      const stack = new Stack(lane, await lane.colleague(), () => {
        steps += 1;
      });
      const model = new Model();
      await comeUp(model, stack);
      await fc.asyncModelRun(() => ({ model, real: stack }), commands);
      const gone = await stack.run(destroy);
      const rest = describeVerdict({ diverged: gone.errors, ...unknownObjects([], await lane.objects()) });
      if (rest !== undefined) throw new Error(`After the destroy: ${rest}`);
    },
  );
  const details = await fc.check(property, { seed, numRuns, interruptAfterTimeLimit: CASE_MILLISECONDS });
  if (!details.failed) return { problem: undefined, sequences: ran, steps };
  const told = details.errorInstance instanceof Error ? details.errorInstance.message : "";
  const shrunk = `${details.counterexample}`;
  await save(name, `${shrunk}\n${told}\n`);
  return { problem: `${told} After: ${shrunk}`, sequences: ran, steps };
}

/** The shortest sequence that fails, for whoever looks into it. */
async function save(name: string, text: string): Promise<void> {
  const folder = path.join(repositoryRoot, ".local", "exam");
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, `sequences-${name.replaceAll(" ", "-")}.txt`), text);
}
