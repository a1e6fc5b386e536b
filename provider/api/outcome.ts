import type { z } from "zod";
import { mayHaveHappened } from "./again";
import type { Call } from "./client";
import { ApiError, UnexpectedAnswerError, UnknownOutcomeError, UnreachableError } from "./errors";
import { parseJson } from "./json";
import { readRefusal } from "./refusal";
import type { Exchange, HttpAnswer, TransportFailure } from "./transport";

/** An answer of success, read as the call describes it; or what is wrong with it. */
export type Reading<Answer> =
  | { readonly ok: true; readonly value: Answer }
  | { readonly ok: false; readonly fault: string };

/** What a call came to after its last attempt. */
export interface Conclusion<Answer> {
  readonly exchange: Exchange;
  /** Undefined unless the exchange is an answer of success. */
  readonly reading: Reading<Answer> | undefined;
  readonly attempts: number;
  /** One of the attempts may have had an effect. */
  readonly perhapsDone: boolean;
}

export interface Wording {
  readonly redact: (text: string) => string;
  /** What to do about a refused token: it depends on where the token comes from. */
  readonly tokenAdvice: string;
}

/** Undefined for what is not an answer of success. */
export function read<Answer>(
  { answer, format }: Pick<Call<Answer>, "answer" | "format">,
  exchange: Exchange,
): Reading<Answer> | undefined {
  if (exchange.kind === "failed" || exchange.status < 200 || exchange.status >= 300) return undefined;
  const { text } = exchange;
  const body = format === "text" ? ({ ok: true, value: text } as const) : parseJson(text);
  if (!body.ok) return { ok: false, fault: "the answer is not JSON" };
  const parsed = answer.safeParse(body.value);
  return parsed.success
    ? { ok: true, value: parsed.data }
    : { ok: false, fault: describe(parsed.error.issues) };
}

/** The call's answer, or one of the documented errors thrown. */
export function conclude<Answer>(
  call: Call<Answer>,
  conclusion: Conclusion<Answer>,
  wording: Wording,
): Answer {
  const { exchange, reading, attempts, perhapsDone } = conclusion;
  if (reading?.ok) return reading.value;
  const { error, why } =
    exchange.kind === "failed"
      ? unanswered(call, exchange, attempts)
      : reading !== undefined
        ? notUnderstood(call, exchange, reading.fault, attempts)
        : exchange.status < 400
          ? misdirected(call, exchange)
          : refused(call, exchange, attempts, wording);
  // A definite answer to the last attempt tells what became of the object, whatever became of an earlier attempt.
  const unknown =
    exchange.kind === "failed"
      ? perhapsDone
      : call.effect !== "read" && (reading !== undefined || mayHaveHappened(exchange));
  throw unknown ? unknownOutcome(call, why, error) : error;
}

/** Why a call has no answer that it can use: as an error, and as the part of a sentence that other errors quote. */
interface Failure {
  readonly error: Error;
  readonly why: string;
}

function notUnderstood(
  { attempt }: Call<unknown>,
  { status, header }: HttpAnswer,
  fault: string,
  attempts: number,
): Failure {
  const request = header("x-request-id");
  const why = `it answered ${status}${request === null ? "" : ` (request ${request})`}, but ${fault}`;
  const error = new UnexpectedAnswerError(
    `Asked AEP to ${attempt}: ${why}.${gaveUp(attempts)} ` +
      "Its documentation describes another answer: report this with the version of pulumi-aep.",
  );
  return { error, why };
}

const ISSUES_SHOWN = 3;

function describe(issues: readonly z.core.$ZodIssue[]): string {
  const shown = issues
    .slice(0, ISSUES_SHOWN)
    .map(({ path, message }) => `${path.join(".") || "the body"}: ${message}`);
  return shown.join("; ");
}

function unanswered(call: Call<unknown>, { why, cause }: TransportFailure, attempts: number): Failure {
  const error = new UnreachableError(
    `Could not ${call.attempt}: ${why}.${gaveUp(attempts)} Check the network and aep:platformUrl (AEP_PLATFORM_URL, AEP_ENDPOINT).`,
    { cause },
  );
  return { error, why };
}

function misdirected(call: Call<unknown>, answer: HttpAnswer): Failure {
  const why = `the answer was ${answer.status}, a redirection, which AEP's APIs do not use`;
  const error = new UnexpectedAnswerError(
    `Could not ${call.attempt}: ${why}. It was not followed, because the token would go along. ` +
      "Check aep:platformUrl (AEP_PLATFORM_URL, AEP_ENDPOINT) and proxies.",
  );
  return { error, why };
}

const LONGEST_BODY = 4_000;

function refused(
  call: Call<unknown>,
  answer: HttpAnswer,
  attempts: number,
  { redact, tokenAdvice }: Wording,
): Failure {
  const { hint, ...refusal } = readRefusal(answer, redact);
  const { detail, code, requestId, reason, status } = refusal;
  const said = detail === "" ? "AEP refused without an explanation" : `AEP said "${detail}"`;
  const marks = [code ?? `HTTP ${status}`, ...(requestId === undefined ? [] : [`request ${requestId}`])];
  const body = redact(inOneForm(answer.text)).slice(0, LONGEST_BODY);
  const whole = call.quotesRefusal && body !== "" ? `. Its whole answer: ${body}` : "";
  const why = `${said} (${marks.join(", ")})${whole}`;
  const advice = reason === "unauthorized" ? tokenAdvice : hint;
  return {
    error: new ApiError(`Could not ${call.attempt}: ${why}.${gaveUp(attempts)} ${advice}`, refusal),
    why,
  };
}

/** JSON as this package writes it: services escape as they like, and what is escaped is not recognized as a secret. */
function inOneForm(text: string): string {
  const body = parseJson(text);
  return body.ok && body.value !== undefined ? JSON.stringify(body.value) : text;
}

function unknownOutcome(call: Call<unknown>, why: string, cause: Error): UnknownOutcomeError {
  return new UnknownOutcomeError(
    `Tried to ${call.attempt}, and it is not known whether AEP did it: ${why}. ` +
      "Look at the object in AEP before doing it again.",
    { cause },
  );
}

function gaveUp(attempts: number): string {
  return attempts === 1 ? "" : ` Gave up after ${attempts} attempts.`;
}
