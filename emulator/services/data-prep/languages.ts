import { listFunctions } from "../../dataprep/expression/functions/catalogue";
import { listOperators } from "../../dataprep/expression/operators";
import { jsonBody } from "../../gateway/body";
import {
  type Answer,
  type Exchange,
  ok,
  type Problem,
  type Route,
  type SandboxCall,
} from "../../gateway/service";
import { type Json, member, text } from "../../json";
import { emulatorNote, expressionFlaw } from "./trial";

type Refuse = (exchange: Exchange, detail: string) => Problem;

/** The expression language of Data Prep (data-prep.yaml, tag Functions; guide "Functions endpoints"). */
export function languageRoutes(refuse: Refuse): readonly Route<SandboxCall>[] {
  return [
    { method: "POST", path: "/languages/el/validate", handle: (call) => validateExpression(call, refuse) },
    { method: "GET", path: "/languages/el/functions", handle: (call) => listAnswer(call, listFunctions()) },
    { method: "GET", path: "/languages/el/operators", handle: (call) => listAnswer(call, listOperators()) },
  ];
}

function listAnswer(call: SandboxCall, entries: Json): Answer {
  call.assume("languageTexts");
  return ok(entries);
}

function validateExpression(call: SandboxCall, refuse: Refuse): Answer {
  const body = jsonBody(call, (detail) => refuse(call, detail));
  const sent = member(body, "expression");
  // The spec's example puts the expression one level deeper than its schema.
  const expression = text(sent) ?? text(member(sent, "expression"));
  if (expression === undefined) {
    throw refuse(call, "There is no expression to validate.");
  }
  const flaw = expressionFlaw(call, expression);
  if (flaw !== undefined && call.assume("invalidExpressionStatus") === "400") {
    throw refuse(call, flaw.message);
  }
  if (call.assume("expressionAnswer") === "boolean") {
    return ok(flaw === undefined);
  }
  return ok(
    flaw === undefined
      ? { validationStatus: "succeeded", error: "none" }
      : { validationStatus: "failed", error: flaw.message, ...emulatorNote(flaw) },
  );
}
