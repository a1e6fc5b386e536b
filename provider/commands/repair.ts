import type { Client } from "../api/client";
import { journalFolder } from "../journal/folder";
import { Journal } from "../journal/journal";
import { PulumiError } from "./ask-pulumi";
import { type CommonOptions, command, type Invocation } from "./command";
import type { Findings } from "./repair/findings";
import type { Lock } from "./repair/locks";
import { print } from "./repair/show";
import { readStackState, type StackState } from "./repair/stack-state";

const EXIT_CODES = { nothing: 0, open: 1, others: 2 } as const;

/** What an interrupted run left, and what becomes of it. */
export const repair = command<CommonOptions>(
  {
    name: "repair",
    summary: "Explain what an interrupted run left open, and what the next pulumi up does. Changes nothing.",
    examples: ["repair", "repair --stack dev --json"],
    exitCodes: {
      [EXIT_CODES.nothing]: "nothing is open",
      [EXIT_CODES.open]: "the stack is locked, or something of it is open",
      [EXIT_CODES.others]: "something is open, but only of other stacks, or no stack could be read",
    },
  },
  async (invocation) => {
    const { options, terminal, platform } = invocation;
    const [{ client }, state] = await Promise.all([platform(), stateOf(invocation)]);
    const journal = new Journal(journalFolder(process.env), terminal.note);
    const findings = await terminal.during(() => "Looking into AEP", findingsOf(client, journal, state));
    const commands = commandsFor(findings, state, options.stack);
    if (options.json) {
      const { name, savedAt, locks } = state ?? {};
      terminal.writeJson({ stack: state && { name, savedAt, locks }, ...findings, commands });
    } else print(state, findings, commands, terminal);
    if (findings.open.length > 0 || (state !== undefined && locksOf(state).length > 0))
      return EXIT_CODES.open;
    return findings.others.length > 0 ? EXIT_CODES.others : EXIT_CODES.nothing;
  },
);

async function findingsOf(
  client: Client,
  journal: Journal,
  state: StackState | undefined,
): Promise<Findings> {
  const isNothing = (state?.pending ?? []).length === 0 && (await journal.all()).length === 0;
  if (isNothing) return { open: [], others: [] };
  // The kinds of objects bring Pulumi's SDK along, which takes a second.
  const { findOpen } = await import("./repair/findings.js");
  return findOpen(client, journal, state);
}

async function stateOf({ options, terminal }: Invocation<CommonOptions>): Promise<StackState | undefined> {
  try {
    const state = await terminal.during(
      () => "Reading the state of the stack",
      readStackState(process.cwd(), options.stack),
    );
    if (state === undefined)
      terminal.note("There is no Pulumi program in this folder. Only the journal was read.");
    if (state?.locks === "unseen")
      terminal.note("Locks of this backend are not seen here: pulumi up says it where the stack is locked.");
    return state;
  } catch (error) {
    if (!(error instanceof PulumiError) || options.stack !== undefined) throw error;
    terminal.note(`The state of the stack could not be read: ${error.message} Only the journal counts.`);
    return undefined;
  }
}

function locksOf({ locks }: StackState): readonly Lock[] {
  return locks === "unseen" ? [] : locks;
}

/** What to run, in this order. */
function commandsFor({ open }: Findings, state: StackState | undefined, stack: string | undefined): string[] {
  const needs = new Set(open.map(({ need }) => need));
  const left = state === undefined ? [] : locksOf(state).filter(({ isAtWork }) => isAtWork !== true);
  const verbs = [
    ...(left.length > 0 ? ["cancel"] : []),
    ...(needs.has("refresh") ? ["refresh"] : []),
    ...((["up", "you", "refresh"] as const).some((need) => needs.has(need)) ? ["up"] : []),
    ...(open.some(({ operation }) => operation === "creating") ? ["refresh --clear-pending-creates"] : []),
  ];
  return verbs.map((verb) => `pulumi ${verb}${stack === undefined ? "" : ` --stack ${stack}`}`);
}
