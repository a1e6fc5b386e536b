import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import { z } from "zod";
import { type FaultPlan, faultPlan } from "./control/fault";
import { startEmulator } from "./index";

interface CommandLineOptions {
  readonly port: number;
  readonly data?: string;
  readonly record?: string;
  readonly faults?: string;
  readonly set: Readonly<Record<string, string>>;
}

/** Runs the command line. The first line on standard output is the server's address. */
export function main(commandLine: readonly string[]): void {
  const program = new Command("aep-emulator")
    .description("The Adobe Experience Platform ingestion APIs on 127.0.0.1.")
    .option("--port <number>", "port to listen on; 0 picks a free one", parsePort, 4010)
    .option("--data <folder>", "keep all objects in this folder; without it they live in memory")
    .option("--record <file>", "append every exchange to this file as a line of JSON, without credentials")
    .option("--faults <file>", "faults to start with: the JSON that PUT /_emulator/faults takes")
    .addOption(
      new Option("--set <switch=value>", "set a switch of the ledger of assumptions; repeatable")
        .argParser(collectSwitch)
        .default({}, "none"),
    )
    .addHelpText(
      "after",
      "\nExample:\n  aep-emulator --port 4010 --data ./emulator-data --set inletDelayMilliseconds=0\n" +
        "\nThe current switches: GET /_emulator/settings",
    )
    .allowExcessArguments(false)
    .action((options: CommandLineOptions) => run(options));
  program.parseAsync([...commandLine]).catch((error: unknown) => {
    process.stderr.write(`aep-emulator: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}

async function run(options: CommandLineOptions): Promise<void> {
  const emulator = await startEmulator({
    port: options.port,
    assumptions: options.set,
    ...(options.data === undefined ? {} : { dataDirectory: options.data }),
    ...(options.record === undefined ? {} : { record: options.record }),
    ...(options.faults === undefined ? {} : { faults: readFaults(options.faults) }),
  }).catch((error: unknown) => {
    throw error instanceof Error && "code" in error && error.code === "EADDRINUSE"
      ? new Error(
          `Port ${options.port} is in use. Stop what listens there, or choose another one with --port.`,
        )
      : error;
  });
  process.stdout.write(`${emulator.url}\n`);
  const stop = (): void => {
    emulator.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

/** @throws Error that names the file and what is wrong with it. */
function readFaults(file: string): FaultPlan {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`The faults in ${file} cannot be read: ${String(error)}`);
  }
  const parsed = faultPlan.safeParse(content);
  if (!parsed.success) {
    throw new Error(
      `The faults in ${file} are not what PUT /_emulator/faults takes.\n${z.prettifyError(parsed.error)}`,
    );
  }
  return parsed.data;
}

function parsePort(value: string): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65_535 || value.trim() === "") {
    throw new InvalidArgumentError("A port is a number from 0 to 65535.");
  }
  return port;
}

function collectSwitch(value: string, previous: Readonly<Record<string, string>>): Record<string, string> {
  const separator = value.indexOf("=");
  if (separator < 1) {
    throw new InvalidArgumentError("A switch is set as name=value.");
  }
  return { ...previous, [value.slice(0, separator)]: value.slice(separator + 1) };
}
