import { spawn } from "node:child_process";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { endProcess, firstLine } from "./child";
import { type EngineMessage, startEngineLog } from "./engine-log";
import { type ConnectionOptions, connectProvider, type ProviderCalls } from "./provider-client";
import { repositoryRoot } from "./repository";

export {
  type CheckResult,
  type DiffResult,
  type Properties,
  ResourceInitFailed,
  unknownValue,
} from "./provider-client";

export interface ProviderProcess extends ProviderCalls {
  /** What the provider told the engine, in order. */
  readonly messages: readonly EngineMessage[];
  /** What it wrote to stdout and stderr, after its address. */
  text(): string;
  readonly pid: number;
  /** Its engine ends, without a word: the end of its input is all that it sees. */
  orphan(): void;
  /** Whether it has ended; waits so long for it. */
  ended(withinMilliseconds: number): Promise<boolean>;
  stop(): Promise<void>;
  /** Ends it as a power failure would. */
  kill(): Promise<void>;
}

export interface ProviderOptions extends Omit<ConnectionOptions, "providerText"> {
  /** The program's folder, from which `pulumi-aep` is resolved. Default: examples/customerio. */
  readonly cwd?: string;
  /** Added to this process's environment, from which every AEP setting is left out. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the SDK's own process for dynamic providers, as the engine does, and speaks the engine's part to it. */
export async function startProvider(options: ProviderOptions = {}): Promise<ProviderProcess> {
  const engineLog = await startEngineLog();
  const program = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
  const environment = Object.entries(process.env).filter(([name]) => !name.startsWith("AEP_"));
  const child = spawn(process.execPath, [program, engineLog.address], {
    cwd: options.cwd ?? path.join(repositoryRoot, "examples", "customerio"),
    env: {
      ...Object.fromEntries(environment),
      PULUMI_NODEJS_PROJECT: "customerio",
      PULUMI_HOME: path.join(repositoryRoot, ".local", "tests", `home-${process.env.JEST_WORKER_ID ?? "1"}`),
      ...options.env,
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
    });
  }
  const port = await firstLine(child, "The provider process");
  const { close, ...calls } = await connectProvider(port, options);

  return {
    ...calls,
    messages: engineLog.messages,
    text: () => text.slice(text.indexOf("\n") + 1),
    pid: child.pid ?? 0,
    orphan: () => {
      close();
      child.stdin.destroy();
    },
    ended: async (withinMilliseconds) => {
      const end = Date.now() + withinMilliseconds;
      while (child.exitCode === null && child.signalCode === null && Date.now() < end) await sleep(20);
      return child.exitCode !== null || child.signalCode !== null;
    },
    async kill() {
      close();
      await endProcess(child, "SIGKILL");
      engineLog.stop();
    },
    async stop() {
      close();
      // As the engine ends it.
      await endProcess(child, "SIGINT");
      engineLog.stop();
    },
  };
}
