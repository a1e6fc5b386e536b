import { unknownRoute } from "../gateway/gateway";
import {
  type Answer,
  type Exchange,
  gatewayProblem,
  genericProblem,
  type Problem,
  tooManyRequests,
} from "../gateway/service";
import { flowProblem } from "../services/flow-service/errors";
import type { Outcome } from "./faults";

/** A failure that has a name: what it answers, and whether the request is carried out all the same. */
interface NamedFailure {
  readonly takesEffect: boolean;
  answer(exchange: Exchange): Answer;
}

function failure(answer: (exchange: Exchange) => Problem, takesEffect = false): NamedFailure {
  return { takesEffect, answer: (exchange) => answer(exchange).answer };
}

/** The failures by name, with the bodies that the platform documents for them. */
const namedFailures = {
  /** The gateway does not know the route: HTML, so not a missing object. */
  "html-not-found": failure(() => unknownRoute),
  /** Flow Service answers as if the object did not exist when the caller lacks its access label. */
  "hidden-by-label": failure((exchange) => {
    const [id = "", type = ""] = exchange.request.path.split("/").reverse();
    return flowProblem(exchange, "notFound", { id, type });
  }),
  unauthorized: failure(() => gatewayProblem(401, "401013", "Oauth token is not valid")),
  forbidden: failure(() => genericProblem(403, "ForbiddenError", "Permission management access denied")),
  "conflict-created-anyway": failure(
    () => genericProblem(409, "ConflictError", "The resource already exists."),
    true,
  ),
  "precondition-failed": failure((exchange) =>
    flowProblem(exchange, "versionMismatch", {
      supplied: String(exchange.request.headers["if-match"] ?? ""),
      current: '"00000000-0000-0200-0000-000000000000"',
    }),
  ),
  "too-many-requests": failure(() => tooManyRequests(undefined)),
  "too-many-requests-retry-after": failure(() => tooManyRequests(1)),
  "error-created-anyway": failure(
    () => genericProblem(500, "InternalServerError", "An internal error has occurred. Please try again."),
    true,
  ),
  unavailable: failure(() =>
    genericProblem(503, "ServiceUnavailable", "The service is temporarily unavailable. Please try again."),
  ),
} as const;

type FailureName = keyof typeof namedFailures;

export const failureNames = [
  "html-not-found",
  "hidden-by-label",
  "unauthorized",
  "forbidden",
  "conflict-created-anyway",
  "precondition-failed",
  "too-many-requests",
  "too-many-requests-retry-after",
  "error-created-anyway",
  "unavailable",
] as const satisfies readonly FailureName[];

/** The failure that an outcome is; `undefined` where the request is answered as ever. */
export function failureOf(outcome: Outcome | undefined): NamedFailure | undefined {
  if (typeof outcome === "string") {
    return isFailureName(outcome) ? namedFailures[outcome] : undefined;
  }
  if (outcome === undefined || "refuseMilliseconds" in outcome) {
    return undefined;
  }
  if ("rateLimit" in outcome) {
    return failure(() => tooManyRequests(outcome.rateLimit.retryAfterSeconds));
  }
  const { status, body, headers, takesEffect = false } = outcome;
  const answer: Answer = {
    status,
    ...(body === undefined ? {} : { body }),
    ...(headers === undefined ? {} : { headers }),
  };
  return { takesEffect, answer: () => answer };
}

function isFailureName(name: string): name is FailureName {
  return Object.hasOwn(namedFailures, name);
}
