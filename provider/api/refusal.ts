import {
  HINTS_BY_CODE,
  HINTS_BY_STATUS,
  HINTS_BY_WORDING,
  type Hint,
  NO_ROUTE,
  UNKNOWN,
} from "./error-hints";
import type { Refusal } from "./errors";
import { parseJson, textAt } from "./json";
import type { HttpAnswer } from "./transport";
import { isObject } from "./values";

/** Enough for the longest message that Adobe documents; a body may be a web page. */
const LONGEST_DETAIL = 500;

/** "https://ns.adobe.com/aep/errors/FLOW-1439-404" ends in the code. */
const CODE_IN_TYPE = /([A-Z][A-Z0-9]*-\d+-\d{3})$/;

/**
 * Reads an answer that is not a success. Only members that are documented to explain are quoted, never the body itself:
 * - gateway: `{ error_code, message }`
 * - Flow Service: `{ type, title, report: { "detailed-message", "request-id" }, errorMessage }`
 * - Schema Registry: `{ type, title, report: { "detailed-message", registryRequestId }, detail }`
 * - Identity Service: `{ type, title, description, report: { code } }`
 * - elsewhere: `{ type, title, detail }`
 */
export function readRefusal(answer: HttpAnswer, redact: (text: string) => string): Refusal & Hint {
  const parsed = parseJson(answer.text);
  const body = parsed.ok ? parsed.value : undefined;
  const gatewayCode = textAt(body, "error_code");
  const code = gatewayCode ?? CODE_IN_TYPE.exec(textAt(body, "type") ?? "")?.[1];
  const said =
    textAt(body, "report", "detailed-message") ??
    textAt(body, "detail") ??
    textAt(body, "errorMessage") ??
    textAt(body, "message") ??
    textAt(body, "description") ??
    textAt(body, "title") ??
    "";
  // Redacted before it is cut: half a secret would not be recognized.
  const detail = redact(said).slice(0, LONGEST_DETAIL);
  const requestId =
    textAt(body, "report", "request-id") ??
    textAt(body, "report", "registryRequestId") ??
    answer.header("x-request-id") ??
    undefined;
  return {
    status: answer.status,
    detail,
    ...(code === undefined ? {} : { code }),
    ...(requestId === undefined ? {} : { requestId: redact(requestId).slice(0, LONGEST_DETAIL) }),
    ...hintFor(answer.status, code, detail, isServiceProblem(body)),
  };
}

/** The access token was refused: HTTP 401, or the gateway's 403 for a missing token (which an expired one may become on the way). */
export function refusesToken(answer: HttpAnswer): boolean {
  if (answer.status === 401) return true;
  if (answer.status !== 403) return false;
  const parsed = parseJson(answer.text);
  return parsed.ok && textAt(parsed.value, "error_code") === "403010";
}

function hintFor(status: number, code: string | undefined, detail: string, fromService: boolean): Hint {
  const byCode = code === undefined ? undefined : HINTS_BY_CODE.get(withoutStatus(code));
  if (byCode !== undefined) return byCode;
  if (status === 404 && !fromService) return NO_ROUTE;
  const byWording =
    fromService && status !== 404 ? HINTS_BY_WORDING.find(({ wording }) => wording.test(detail)) : undefined;
  if (byWording !== undefined && status < 500) return { reason: byWording.reason, hint: byWording.hint };
  return HINTS_BY_STATUS[status] ?? (status > 500 ? HINTS_BY_STATUS[500] : undefined) ?? UNKNOWN;
}

function withoutStatus(code: string): string {
  return code.replace(/(?<=-\d+)-\d{3}$/, "");
}

/** What the gateway, a proxy or another web server says has none of these members. */
function isServiceProblem(body: unknown): boolean {
  return (
    isObject(body) &&
    (isObject(body.report) || typeof body.type === "string" || typeof body.title === "string")
  );
}
