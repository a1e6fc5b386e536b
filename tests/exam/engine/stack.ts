import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { createStack, type StackRun, succeeded, type TestStack } from "../../support/stack";
import type { Lane } from "../platform/lane";
import { killAll, MARK, markedProcesses } from "../platform/marked-processes";
import { destroy, refresh, up } from "./engine";
import { type Program, Reference } from "./program";
import { type Outcome, Run, type Step } from "./run";
import { type RecordedResource, StateFile } from "./state";

/** A stack in the hands of an engine, whichever it is. */
export interface Stack {
  /** @param dieAt engine and provider are killed the moment after so many requests took effect. Default: never */
  up(program: Program, dieAt?: number): Promise<Outcome>;
  refresh(): Promise<Outcome>;
  destroy(): Promise<Outcome>;
  /** As the next run will find it. */
  recorded(): Promise<readonly RecordedResource[]>;
  dispose(): Promise<void>;
}

export type StartStack = (lane: Lane, name: string) => Promise<Stack>;

/** A stack of the stand-in. */
export const standInStack: StartStack = async (lane, name) => {
  const file = new StateFile(name);
  const undisturbed = async (operation: (run: Run) => Promise<Outcome>) => {
    lane.platform.interfere(() => undefined);
    return operation(new Run(await lane.provider(), file));
  };
  return {
    async up(program, dieAt) {
      if (dieAt === undefined) return undisturbed((run) => up(run, program));
      const provider = await lane.provider();
      const run = new Run(provider, file);
      dieAfter(lane, dieAt, async () => {
        run.die();
        provider.kill();
      });
      const outcome = await up(run, program);
      await lane.platform.idle();
      return outcome;
    },
    refresh: () => undisturbed(refresh),
    destroy: () => undisturbed(destroy),
    recorded: async () => file.load().resources,
    dispose: async () => undefined,
  };
};

const COMMAND_MILLISECONDS = 180_000;

/** A stack of the real engine. */
export const realStack: StartStack = async (lane) => {
  const mark = randomUUID();
  const stack = await createStack({
    program: path.join("tests", "exam", "engine", "declared-program"),
    env: { ...lane.settings(), [MARK]: mark },
    timeoutMilliseconds: COMMAND_MILLISECONDS,
  });
  const declare = (program: Program) =>
    writeFile(path.join(stack.folder, "program.json"), JSON.stringify(program, referenceAsData));
  const undisturbed = async (operation: () => Promise<StackRun>) => {
    lane.platform.interfere(() => undefined);
    return outcomeOf(await operation(), false);
  };
  return {
    async up(program, dieAt) {
      await declare(program);
      if (dieAt === undefined) return undisturbed(() => stack.up());
      let killed = false;
      dieAfter(lane, dieAt, async () => {
        killed = true;
        for (const part of ["pulumi\0up", "dynamic-provider"]) killAll(await markedProcesses(mark, part));
      });
      const run = await stack.up();
      await lane.platform.idle();
      // Whoever killed an engine gives the stack free: the engine says so.
      if (killed) succeeded(await stack.command("cancel", "--yes"));
      return outcomeOf(run, killed);
    },
    refresh: () => undisturbed(() => stack.refresh()),
    destroy: () => undisturbed(() => stack.destroy({ preview: false })),
    recorded: () => recordedOf(stack),
    async dispose() {
      killAll(await markedProcesses(mark, ""));
      await stack.dispose();
    },
  };
};

/** The resources of this package that a stack of the real engine holds. */
export async function recordedOf(stack: TestStack): Promise<readonly RecordedResource[]> {
  return (await stack.resources()).flatMap(({ urn, type, id, inputs, outputs, initErrors }) => {
    const kind = /dynamic\/aep:(\w+)$/.exec(type)?.[1];
    if (kind === undefined || id === undefined) return [];
    const handler = `${kind[0]?.toLowerCase()}${kind.slice(1)}`;
    const name = urn.slice(urn.lastIndexOf("::") + 2);
    return [{ name, kind: handler, id, inputs, outputs, dependencies: [], initErrors, replaced: false }];
  });
}

/** Lets the n-th request take effect, and nobody hear of it. */
function dieAfter(lane: Lane, nth: number, kill: () => Promise<void>): void {
  let arrived = 0;
  lane.platform.interfere((call) => {
    arrived += 1;
    return arrived === nth ? call.forward().then(kill) : undefined;
  });
}

function referenceAsData(_name: string, value: unknown): unknown {
  return value instanceof Reference ? { $resource: value.resource, $output: value.output } : value;
}

const OPERATIONS: Readonly<Record<string, Step["operation"]>> = {
  create: "create",
  update: "update",
  delete: "delete",
  "create-replacement": "replace",
};

function outcomeOf(run: StackRun, killed: boolean): Outcome {
  const steps = run.steps.map(({ op, name }) => ({ operation: OPERATIONS[op] ?? "same", name }));
  const told = run.diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
  const errors = run.code === 0 ? [] : told.length > 0 ? told : [run.text];
  return { steps, errors, killed };
}
