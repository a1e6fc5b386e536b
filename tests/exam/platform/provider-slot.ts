import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { firstLine } from "../../support/child";
import { type EngineLog, type EngineMessage, startEngineLog } from "../../support/engine-log";
import { connectProvider, type ProviderCalls } from "../../support/provider-client";
import { repositoryRoot } from "../../support/repository";

/** A provider as one engine operation sees it: it remembers nothing of the operations before. */
export interface RunningProvider extends ProviderCalls {
  readonly processId: number;
  /** What it has told the engine so far. */
  messages(): readonly EngineMessage[];
  /** Ends its process at once, as the system's `kill -9` does; calls under way fail. */
  kill(): void;
  /** Ends the conversation as a killed engine does: the process is left behind with what it was doing. */
  abandon(): void;
}

export interface ProviderSettings {
  /** AEP settings, the only ones that it sees. */
  readonly environment: Readonly<Record<string, string>>;
  /** How long it waits for one answer of the platform, at most. Default: as it ships, 30,000. */
  readonly requestMilliseconds?: number;
}

interface Process {
  readonly child: ChildProcess;
  readonly port: string;
  readonly log: EngineLog;
}

/** Calls leave connections behind, which add up. */
const LIVES_OF_A_PROCESS = 60;
const SHIPPED_REQUEST_MILLISECONDS = 30_000;
const CALL_MILLISECONDS = 180_000;
const ABANDONED_MILLISECONDS = 45_000;

/** Real provider processes, one at a time. One that was not killed serves the next operation too, renewed. */
export class ProviderSlot {
  private process: Process | undefined;
  private readonly abandoned = new Set<ChildProcess>();
  private lives = 0;
  private close: () => void = () => undefined;

  async start({ environment, requestMilliseconds }: ProviderSettings): Promise<RunningProvider> {
    this.close();
    if (this.lives % LIVES_OF_A_PROCESS === 0) this.end();
    this.process ??= await startProcess();
    const { child, port, log } = this.process;
    this.lives += 1;
    const life = this.lives;
    const renewed = once(child, "message");
    child.send({ environment, requestMilliseconds: requestMilliseconds ?? SHIPPED_REQUEST_MILLISECONDS });
    await renewed;
    const before = log.messages.length;
    const { close, ...calls } = await connectProvider(port, {
      deadlineMilliseconds: CALL_MILLISECONDS,
      // The SDK's process keeps a provider by this text: another text is another provider.
      providerText: (kind) => `exports.handler = () => require("pulumi-aep/v1").${kind}; // ${life}`,
    });
    this.close = close;
    return {
      ...calls,
      processId: child.pid ?? 0,
      messages: () => log.messages.slice(before),
      kill: () => this.end(),
      abandon: () => {
        close();
        this.abandon(child, log);
      },
    };
  }

  /** Waits until processes that were left behind are gone. @throws when one outlives its engine for long */
  async abandonedAreGone(): Promise<void> {
    const deadline = Date.now() + ABANDONED_MILLISECONDS;
    for (const child of this.abandoned) {
      while (child.exitCode === null && child.signalCode === null) {
        if (Date.now() > deadline) throw new Error("A provider process outlives its engine.");
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    this.abandoned.clear();
  }

  stop(): void {
    this.close();
    this.end();
    for (const child of this.abandoned) child.kill("SIGKILL");
  }

  private abandon(child: ChildProcess, log: EngineLog): void {
    if (this.process?.child !== child) return;
    log.stop();
    child.stdin?.end();
    this.abandoned.add(child);
    this.process = undefined;
  }

  private end(): void {
    this.process?.child.kill("SIGKILL");
    this.process?.log.stop();
    this.process = undefined;
  }
}

async function startProcess(): Promise<Process> {
  const log = await startEngineLog();
  const program = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
  const renewal = path.join(repositoryRoot, "tests", "exam", "platform", "renewable-process.cjs");
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("AEP_"));
  const child = spawn(process.execPath, ["--require", renewal, program, log.address], {
    cwd: path.join(repositoryRoot, "examples", "customerio"),
    env: { ...Object.fromEntries(inherited), PULUMI_NODEJS_PROJECT: "exam" },
    stdio: ["pipe", "pipe", "pipe", "ipc"],
  });
  const port = await firstLine(child, "The provider process");
  return { child, port, log };
}
