import { randomUUID } from "node:crypto";
import type { dynamic } from "@pulumi/pulumi";
import { dynamicProvider } from "../../provider/lifecycle/adapter";
import type { Severity } from "../../provider/lifecycle/engine-log";
import { Session } from "../../provider/lifecycle/session";
import type { Properties } from "../support/provider-process";
import { KINDS } from "../unit/resources/kinds";

/** By their names in `pulumi-aep/v1`. */
const BY_HANDLER = new Map(
  KINDS.map(([kind]) => [kind.name.charAt(0).toLowerCase() + kind.name.slice(1), kind]),
);

/** A kind as the engine sees it, by its name in `pulumi-aep/v1`. */
export function providerOf(name: string, session: Session): dynamic.ResourceProvider<Properties, Properties> {
  const kind = BY_HANDLER.get(name);
  if (kind === undefined) throw new Error(`There is no kind ${name}.`);
  return dynamicProvider(kind, session);
}

/** The provider as one run of the engine has it, without a process of its own: a new run costs nothing. */
export interface Run {
  check(kind: string, olds: Properties, news: Properties): Promise<void>;
  create(kind: string, inputs: Properties): Promise<{ id: string; outputs: Properties }>;
  diff(kind: string, id: string, outputs: Properties, inputs: Properties): Promise<boolean>;
  update(kind: string, id: string, outputs: Properties, inputs: Properties): Promise<Properties>;
  delete(kind: string, id: string, outputs: Properties): Promise<void>;
  read(kind: string, id: string, outputs: Properties): Promise<Properties>;
  readonly warnings: readonly string[];
  /** It sends nothing any more. */
  end(): void;
}

/** What the SDK tells the engine to record of a failure half way. */
export interface PartialFailure extends Error {
  readonly id: string;
  readonly properties: Properties;
  readonly reasons: readonly string[];
}

export function startRun(env: Readonly<Record<string, string>>): Run {
  const warnings: string[] = [];
  const tell = (severity: Severity, message: string) => {
    if (severity === "warning") warnings.push(message);
  };
  const session = new Session(env, tell, randomUUID());
  const provider = (name: string) => providerOf(name, session);
  return {
    warnings,
    end: () => session.closing.begin("The test is over."),
    async check(kind, olds, news) {
      await provider(kind).check?.(olds, news);
    },
    async create(kind, inputs) {
      const { id, outs } = await provider(kind).create(inputs);
      return { id, outputs: outs ?? {} };
    },
    async diff(kind, id, outputs, inputs) {
      return (await provider(kind).diff?.(id, outputs, inputs))?.changes ?? false;
    },
    async update(kind, id, outputs, inputs) {
      return (await provider(kind).update?.(id, outputs, inputs))?.outs ?? {};
    },
    async delete(kind, id, outputs) {
      await provider(kind).delete?.(id, outputs);
    },
    async read(kind, id, outputs) {
      return (await provider(kind).read?.(id, outputs))?.props ?? {};
    },
  };
}
