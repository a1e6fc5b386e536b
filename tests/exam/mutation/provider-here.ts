import { randomUUID } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Severity } from "../../../provider/lifecycle/engine-log";
import { Session } from "../../../provider/lifecycle/session";
import { type PartialFailure, providerOf } from "../../process/in-process";
import type { EngineMessage } from "../../support/engine-log";
import { type Properties, ResourceInitFailed } from "../../support/provider-client";
import type { ProviderOptions, ProviderProcess } from "../../support/provider-process";

export {
  type CheckResult,
  type DiffResult,
  type Properties,
  ResourceInitFailed,
  unknownValue,
} from "../../support/provider-client";
export type { ProviderOptions, ProviderProcess } from "../../support/provider-process";

/** What the SDK's process is given by the class that declares the resource. */
const PROVIDER = "exports.handler = …";

let home: string | undefined;

/**
 * Stands in for the provider's process: the same provider in the process of the tests, told and asked what the engine
 * tells and asks it, and answered through the protocol's encoding.
 */
export async function startProvider({ env, config }: ProviderOptions = {}): Promise<ProviderProcess> {
  home ??= mkdtempSync(path.join(tmpdir(), "pulumi-aep-home-"));
  const messages: EngineMessage[] = [];
  const tell = (severity: Severity, message: string) => {
    messages.push({ severity: severity === "status" ? "info" : severity, message, urn: "" });
  };
  const session = new Session({ PULUMI_HOME: home, ...env }, tell, randomUUID());
  session.configure((key) => config?.[key]);
  const end = async () => session.closing.begin("The test is over.");
  const over = (properties: Properties = {}): Record<string, unknown> =>
    encoded({ ...properties, __provider: PROVIDER });
  return {
    messages,
    text: () => "",
    pid: process.pid,
    orphan: () => session.closing.begin("The engine that started this run is gone."),
    ended: async () => true,
    stop: end,
    kill: end,
    async check(kind, olds, news) {
      const before = Object.keys(olds).length === 0 ? {} : over(olds);
      const answer = await said(providerOf(kind, session).check?.(before, over(news)));
      return { inputs: back(answer?.inputs), failures: answer?.failures ?? [] };
    },
    async diff(kind, id, olds, news) {
      const answer = await said(providerOf(kind, session).diff?.(id, over(olds), over(news)));
      return {
        changes: answer?.changes,
        replaces: answer?.replaces ?? [],
        deleteBeforeReplace: answer?.deleteBeforeReplace ?? false,
      };
    },
    async create(kind, inputs) {
      const { id, outs } = await said(providerOf(kind, session).create(over(inputs)));
      return { id, outputs: back(outs) };
    },
    async read(kind, id, outputs) {
      const answer = await said(providerOf(kind, session).read?.(id, over(outputs)));
      return { id: answer?.id ?? "", outputs: back(answer?.props), inputs: back(answer?.inputs) };
    },
    async update(kind, id, olds, news) {
      const answer = await said(providerOf(kind, session).update?.(id, over(olds), over(news)));
      return back(answer?.outs);
    },
    async delete(kind, id, outputs) {
      await said(providerOf(kind, session).delete?.(id, over(outputs)));
    },
  };
}

/** What the SDK makes of a failure. */
async function said<Answer>(call: Promise<Answer> | undefined): Promise<Answer> {
  try {
    return await (call as Promise<Answer>);
  } catch (error) {
    if (!(error instanceof Error)) throw new Error(`Something that is no Error was thrown: ${error}`);
    if (!isPartial(error)) throw new Error(error.message);
    const { id, properties, reasons } = error;
    throw new ResourceInitFailed(id, back(properties), reasons, properties.__provider !== undefined);
  }
}

function isPartial(error: Error): error is PartialFailure {
  return "id" in error;
}

function encoded(properties: Properties): Properties {
  return Struct.fromJavaScript(properties as Record<string, JavaScriptValue>).toJavaScript();
}

function back(properties: Properties = {}): Properties {
  const { __provider: _added, ...rest } = encoded(properties);
  return rest;
}
