import { compileExpression, evaluate } from "../../emulator/dataprep/expression/compile";
import { toJson } from "../../emulator/dataprep/value";
import type { Json } from "../../emulator/json";
import type { Assume } from "../../emulator/ledger/assume";
import { Ledger } from "../../emulator/ledger/ledger";

/** The ledger's answers without a server, with some switches flipped. */
export function assumptionsWith(switches: Readonly<Record<string, unknown>> = {}): Assume {
  const ledger = new Ledger(switches);
  return (id) => ledger.value(id);
}

/** When everything is computed in these tests. */
export const now = Date.parse("2021-10-26T10:10:24Z");

/** What an expression gives for a record: its value as a row would hold it, or why it has none. */
export function run(
  expression: string,
  record: Json = {},
  switches: Readonly<Record<string, unknown>> = {},
): { readonly value: Json } | { readonly failure: string } {
  const compiled = compileExpression(expression);
  if ("flaw" in compiled) {
    return { failure: compiled.flaw.message };
  }
  const assume = assumptionsWith(switches);
  const outcome = evaluate(compiled, { record, now, assume });
  return "failure" in outcome ? outcome : { value: toJson(outcome.value, assume) };
}

/** The flaw of an expression that cannot be run. */
export function flawIn(expression: string) {
  const compiled = compileExpression(expression);
  return "flaw" in compiled ? compiled.flaw : undefined;
}
