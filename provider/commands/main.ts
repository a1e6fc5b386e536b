import { Command, CommanderError } from "commander";
import { PACKAGE_VERSION } from "../api/version";
import { COMMON_EXIT_CODES } from "./command";
import { COMMANDS } from "./commands";
import { createTerminal } from "./terminal";

/** Runs the command line `pulumi-aep`; the exit code is left in `process.exitCode`. */
export async function main(commandLine: readonly string[]): Promise<void> {
  const terminal = createTerminal(process.stdout, process.stderr, process.env);
  const program = new Command("pulumi-aep")
    .description(
      "Looks after dataflows of Adobe Experience Platform, beside the Pulumi programs that make them.",
    )
    .version(PACKAGE_VERSION)
    .addHelpText(
      "after",
      "\nSettings come from the environment (AEP_CLIENT_ID, AEP_CLIENT_SECRET, AEP_ORG_ID,\n" +
        "AEP_SANDBOX …) and from the stack of the current folder. `pulumi-aep doctor`\n" +
        "says what is missing.",
    )
    // Else `runs retry` would take the options of `runs`, and do nothing with them.
    .enablePositionalOptions()
    .exitOverride();
  for (const entry of COMMANDS) entry.add(program, terminal);
  // A reader that has enough, such as `head`, is no failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  process.once("SIGINT", () => process.exit(process.exitCode ?? COMMON_EXIT_CODES.interrupted));
  try {
    await program.parseAsync([...commandLine]);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : COMMON_EXIT_CODES.usage;
      return;
    }
    terminal.note(`pulumi-aep: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = COMMON_EXIT_CODES.noAnswer;
  }
}
