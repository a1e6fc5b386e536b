import type { z } from "zod";
import { mayHaveHappened } from "./again";
import type { Call } from "./client";
import { ApiError, UnexpectedAnswerError, UnknownOutcomeError, UnreachableError } from "./errors";
import { parseJson } from "./json";
import { readRefusal } from "./refusal";
import type { Exchange, HttpAnswer, TransportFailure } from "./transport";

/** What a call came to after its last attempt. */
export interface Conclusion {
  readonly exchange: Exchange;
  readonly attempts: number;
  /** One of the attempts may have had an effect. */
  readonly perhapsDone: boolean;
}

export interface Wording {
  readonly redact: (text: string) => string;
  /** What to do about a refused token: it depends on where the token comes from. */
  readonly tokenAdvice: string;
}

/** The call's answer, or one of the documented errors thrown. */
export function conclude<Answer>(call: Call<Answer>, conclusion: Conclusion, wording: Wording): Answer {
  const { exchange, attempts, perhapsDone } = conclusion;
  if (exchange.kind === "failed") throw unanswered(call, exchange, attempts, perhapsDone);
  if (exchange.status >= 200 && exchange.status < 300) return readAnswer(call, exchange);
  const refusal =
    exchange.status < 400 ? misdirected(call, exchange) : refused(call, exchange, attempts, wording);
  throw call.effect !== "read" && mayHaveHappened(exchange) ? unknownOutcome(call, refusal) : refusal;
}

function readAnswer<Answer>(call: Call<Answer>, answer: HttpAnswer): Answer {
  const body = parseJson(answer.text);
  const parsed = body.ok ? call.answer.safeParse(body.value) : undefined;
  if (parsed?.success) return parsed.data;
  const fault = parsed === undefined ? "the answer is not JSON" : describe(parsed.error.issues);
  const request = answer.header("x-request-id");
  throw new UnexpectedAnswerError(
    `Asked AEP to ${call.attempt}: it answered ${answer.status}${request === null ? "" : ` (request ${request})`}, but ${fault}.` +
      `${call.effect === "read" ? "" : " The change was made."} Its documentation describes another answer: report this with the version of pulumi-aep.`,
  );
}

const ISSUES_SHOWN = 3;

function describe(issues: readonly z.core.$ZodIssue[]): string {
  const shown = issues
    .slice(0, ISSUES_SHOWN)
    .map(({ path, message }) => `${path.join(".") || "the body"}: ${message}`);
  return shown.join("; ");
}

function unanswered(
  call: Call<unknown>,
  { why, cause }: TransportFailure,
  attempts: number,
  perhapsDone: boolean,
): UnknownOutcomeError | UnreachableError {
  const failure = new UnreachableError(
    `Could not ${call.attempt}: ${why}.${gaveUp(attempts)} Check the network and aep:platformUrl (AEP_PLATFORM_URL, AEP_ENDPOINT).`,
    { cause },
  );
  return perhapsDone ? unknownOutcome(call, failure) : failure;
}

function unknownOutcome(call: Call<unknown>, cause: Error): UnknownOutcomeError {
  return new UnknownOutcomeError(
    `It is not known whether AEP did this: ${call.attempt}. ${cause.message} ` +
      "It may have taken effect all the same: look at the object before doing it again.",
    { cause },
  );
}

function misdirected(call: Call<unknown>, answer: HttpAnswer): UnexpectedAnswerError {
  return new UnexpectedAnswerError(
    `Could not ${call.attempt}: the answer was ${answer.status}, a redirection, which AEP's APIs do not use and which is not followed ` +
      "because the token would go along. Check aep:platformUrl (AEP_PLATFORM_URL, AEP_ENDPOINT) and proxies.",
  );
}

function refused(
  call: Call<unknown>,
  answer: HttpAnswer,
  attempts: number,
  { redact, tokenAdvice }: Wording,
): ApiError {
  const { hint, ...refusal } = readRefusal(answer, redact);
  const { detail, code, requestId, reason, status } = refusal;
  const said = detail === "" ? "AEP refused without an explanation" : `AEP said "${detail}"`;
  const marks = [code ?? `HTTP ${status}`, ...(requestId === undefined ? [] : [`request ${requestId}`])];
  const advice = reason === "unauthorized" ? tokenAdvice : hint;
  return new ApiError(
    `Could not ${call.attempt}: ${said} (${marks.join(", ")}).${gaveUp(attempts)} ${advice}`,
    refusal,
  );
}

function gaveUp(attempts: number): string {
  return attempts === 1 ? "" : ` Gave up after ${attempts} attempts.`;
}
