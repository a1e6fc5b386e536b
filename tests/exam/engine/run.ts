import { ResourceInitFailed } from "../../support/provider-client";
import type { RunningProvider } from "../platform/provider-slot";
import type { Operation, PendingOperation, RecordedResource, StateFile } from "./state";

export interface Step {
  readonly operation: Operation | "same" | "replace";
  readonly name: string;
}

export interface Outcome {
  /** In the order of their end. */
  readonly steps: readonly Step[];
  /** Empty: the run succeeded. */
  readonly errors: readonly string[];
  /** Whether the engine was killed: then the rest says little. */
  readonly killed: boolean;
}

class Killed extends Error {}
/** Something else failed before; nothing more is begun. */
class Skipped extends Error {}

const PARALLEL = 8;

/**
 * One operation of an engine: its view of the state, which it saves before and after each step, as the real one does.
 * A killed run saves nothing any more, and waits for nobody.
 */
export class Run {
  readonly steps: Step[] = [];
  readonly errors: string[] = [];
  private resources: RecordedResource[];
  private pending: readonly PendingOperation[];
  private killed = false;
  private kill: () => void = () => undefined;
  private readonly death: Promise<never>;
  private free = PARALLEL;
  private readonly waiting: (() => void)[] = [];

  constructor(
    readonly provider: RunningProvider,
    private readonly file: StateFile,
  ) {
    const { resources, pending } = file.load();
    this.resources = [...resources];
    this.pending = pending;
    this.death = new Promise((_resolve, reject) => {
      this.kill = () => reject(new Killed());
    });
    this.death.catch(() => undefined);
  }

  get stack(): string {
    return this.file.stack;
  }

  /** Called when the provider's answer to a step has arrived, before it is recorded. */
  onAnswer: (operation: Operation, name: string) => void = () => undefined;

  /** As `kill -9` of the engine. */
  die(): void {
    this.killed = true;
    this.kill();
  }

  recorded(): readonly RecordedResource[] {
    return this.resources;
  }

  find(name: string): RecordedResource | undefined {
    return this.resources.find((each) => each.name === name && !each.replaced);
  }

  /** Does everything at once, as far as there is room; what fails is noted and keeps further steps from beginning. */
  async all(works: readonly Promise<unknown>[]): Promise<void> {
    await Promise.all(
      works.map((work) =>
        work.catch((error: unknown) => {
          if (error instanceof Skipped || error instanceof Killed) return;
          this.errors.push(error instanceof Error ? error.message : String(error));
        }),
      ),
    );
  }

  /** Begins no work once something has failed. */
  async inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.free === 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.free -= 1;
    try {
      if (this.killed) throw new Killed();
      if (this.errors.length > 0) throw new Skipped();
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.free += 1;
      else next();
    }
  }

  /** Asks the provider; nobody hears the answer when the engine is killed before. */
  ask<Answer>(answer: Promise<Answer>): Promise<Answer> {
    answer.catch(() => undefined);
    return Promise.race([answer, this.death]);
  }

  /** A step that may change something: recorded as pending while it lasts. */
  async step(operation: Operation, name: string, work: () => Promise<() => void>): Promise<void> {
    const own: PendingOperation = { operation, name };
    this.pending = [...this.pending, own];
    this.save();
    try {
      const record = await work();
      this.onAnswer(operation, name);
      if (this.killed) throw new Killed();
      record();
      this.steps.push({ operation, name });
    } catch (error) {
      if (error instanceof Killed) throw error;
      throw new Error(`${operation} ${name}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    } finally {
      this.pending = this.pending.filter((each) => each !== own);
      this.save();
    }
  }

  /**
   * Makes or updates a resource, and answers how to record it; what failed half way is recorded at once.
   * @param replaced what it takes the place of, which stays recorded to be deleted later
   */
  async made(
    resource: Omit<RecordedResource, "id" | "outputs" | "initErrors">,
    make: () => Promise<Pick<RecordedResource, "id" | "outputs">>,
    replaced?: RecordedResource,
  ): Promise<() => void> {
    const record = (made: RecordedResource) => {
      if (replaced !== undefined) this.setAside(replaced);
      this.put(made);
    };
    try {
      const { id, outputs } = await this.ask(make());
      return () => record({ ...resource, id, outputs, initErrors: [] });
    } catch (error) {
      if (error instanceof ResourceInitFailed && !this.killed) {
        const { id, properties: outputs, reasons: initErrors } = error;
        record({ ...resource, id, outputs, initErrors });
      }
      throw error;
    }
  }

  put(resource: RecordedResource): void {
    if (resource.replaced) {
      this.resources = this.resources.map((each) => (each.id === resource.id ? resource : each));
      return;
    }
    const at = this.resources.findIndex((each) => each.name === resource.name && !each.replaced);
    if (at < 0) this.resources.push(resource);
    else this.resources[at] = resource;
  }

  private setAside(resource: RecordedResource): void {
    this.resources = this.resources.filter((each) => each !== resource);
    this.resources.push({ ...resource, replaced: true });
  }

  forget(resource: RecordedResource): void {
    this.resources = this.resources.filter((each) => each.id !== resource.id);
  }

  /** Pending operations of an earlier, killed run are warned of and dropped when this one ends. */
  finish(): Outcome {
    if (!this.killed) {
      this.pending = [];
      this.file.save({ resources: this.resources, pending: [] });
    }
    return { steps: this.steps, errors: this.errors, killed: this.killed };
  }

  private save(): void {
    if (this.killed || this.file.mode === "at the end") return;
    this.file.save({ resources: this.resources, pending: this.pending });
  }
}
