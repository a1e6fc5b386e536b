import type { Command } from "commander";
import { type CommandLineSettings, openPlatform, type Platform } from "./platform";
import type { Terminal } from "./terminal";

/** What every command answers with beside its own codes. */
export const COMMON_EXIT_CODES = {
  /** The question could not be answered: settings, network, AEP refused. The reason is on stderr. */
  noAnswer: 4,
  /** The command line itself is wrong. */
  usage: 64,
  /** Stopped with Ctrl+C. */
  interrupted: 130,
} as const;

/** A command as its file declares it. */
export interface CommandFacts {
  /** With its arguments, as commander reads them: `retry <run>`. */
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** Command lines, without the program's name. */
  readonly examples: readonly string[];
  /** Those of its own. */
  readonly exitCodes: Readonly<Record<number, string>>;
}

/** The options that every command has. */
export interface CommonOptions extends CommandLineSettings {
  readonly json?: boolean;
}

/** What a command is run with: its positional arguments, its options, and the outside world. */
export interface Invocation<Options extends CommonOptions> {
  readonly words: readonly string[];
  readonly options: Options;
  readonly terminal: Terminal;
  /** Reads the settings; nothing is sent yet. @throws SettingsError */
  readonly platform: () => Promise<Platform>;
}

/** Answers the exit code. */
export type Run<Options extends CommonOptions> = (invocation: Invocation<Options>) => Promise<number>;

/** A command of the program, and what to add it to. */
export interface CommandEntry {
  add(program: Command, terminal: Terminal): void;
}

/**
 * Declares a command.
 * @param options adds its own options, arguments and subcommands
 */
export function command<Options extends CommonOptions>(
  facts: CommandFacts,
  run: Run<Options>,
  options: (declared: Command) => void = () => {},
  subcommands: readonly CommandEntry[] = [],
): CommandEntry {
  return {
    add(program, terminal) {
      const declared = program
        .command(facts.name)
        .description(facts.summary)
        .option("--sandbox <name>", "the sandbox to ask, instead of the configured one")
        .option("--stack <name>", "take the settings of this Pulumi stack of the current folder")
        .option("--json", "print JSON")
        .addHelpText("after", helpText(facts))
        .allowExcessArguments(false)
        .action(async () => {
          const given = declared.optsWithGlobals<Options>();
          process.exitCode = await run({
            words: declared.processedArgs.map(String),
            options: given,
            terminal,
            platform: () => openPlatform(given, terminal),
          });
        });
      options(declared);
      for (const subcommand of subcommands) subcommand.add(declared, terminal);
    },
  };
}

/** A command that only holds others. */
export function group(name: string, summary: string, subcommands: readonly CommandEntry[]): CommandEntry {
  return {
    add(program, terminal) {
      const declared = program.command(name).description(summary);
      for (const subcommand of subcommands) subcommand.add(declared, terminal);
    },
  };
}

function helpText({ examples, exitCodes }: CommandFacts): string {
  const codes: Readonly<Record<number, string>> = {
    ...exitCodes,
    [COMMON_EXIT_CODES.noAnswer]: "no answer: settings, network, or AEP refused (the reason is on stderr)",
    [COMMON_EXIT_CODES.usage]: "the command line is wrong",
  };
  const lines = Object.entries(codes).map(([code, meaning]) => `  ${code.padStart(3)}  ${meaning}`);
  const shown = examples.map((example) => `  pulumi-aep ${example}`);
  return ["", examples.length === 1 ? "Example:" : "Examples:", ...shown, "", "Exit codes:", ...lines].join(
    "\n",
  );
}
