import { rowMaker, rowValidator } from "../../events/ingest";
import type { Violation } from "../../events/violations";
import type { Exchange } from "../../gateway/service";
import { asJson, type JsonObject } from "../../json";
import { datasetKey } from "../catalog/dataset";
import { pinnedMapping } from "../flow-service/flow-mapping";
import { invalidXdm, refuse } from "./errors";
import type { MessageRoute } from "./message-route";

/** Whether a request asks for its message to be validated before it is answered. */
export function asksForValidation(exchange: Exchange): boolean {
  return exchange.request.query.get("syncValidation") === "true";
}

const skipped: JsonObject = { skipped: true };

/**
 * What the answer says about the validation that a request asks for (guide "Streaming validation").
 *
 * @throws Problem for a message that its dataset cannot hold; then it is dropped.
 */
export function validateNow(
  exchange: Exchange,
  inletId: string,
  route: MessageRoute | undefined,
  message: JsonObject,
): JsonObject {
  if (!asksForValidation(exchange)) {
    return skipped;
  }
  refuseTooMany(exchange, inletId);
  if (exchange.setting("syncValidation") === "unsupported") {
    exchange.assume("syncValidation");
    throw refuse(501, "Not Implemented", "Synchronous validation is not supported for this location.");
  }
  const isMapped = route !== undefined && pinnedMapping(route.flow.content) !== undefined;
  if (route === undefined || (isMapped && exchange.assume("syncValidationOfMapped") === "skip")) {
    return skipped;
  }
  const found = findings(exchange, route, message);
  if (found.length > 0) {
    const organization = route.partition.organization;
    const sentence = `inletId: [${inletId}] imsOrgId: [${organization}] Message is invalid`;
    throw invalidXdm(sentence, { _streamingValidation: found });
  }
  return { status: "pass" };
}

function findings(
  exchange: Exchange,
  { partition, flow }: MessageRoute,
  message: JsonObject,
): readonly JsonObject[] {
  const outcome = rowMaker(exchange, partition, flow)(message);
  if ("error" in outcome) {
    return outcome.violations.length > 0
      ? [gathered(outcome.violations)]
      : [{ message: outcome.error.message }];
  }
  const dataset = partition.of(datasetKey).get(outcome.datasetId);
  const violations = dataset === undefined ? [] : rowValidator(exchange, partition, dataset)(outcome.row);
  return violations.length > 0 ? [gathered(violations)] : [];
}

/** One violation stands alone; several are the causes of one about the whole message. */
function gathered(violations: readonly Violation[]): JsonObject {
  const causes = violations.map((violation): JsonObject => ({ ...violation, causingExceptions: [] }));
  const [only] = causes;
  return only !== undefined && causes.length === 1
    ? only
    : {
        schemaLocation: "#",
        pointerToViolation: "#",
        causingExceptions: asJson(causes),
        message: `${causes.length} schema violations found`,
      };
}

function refuseTooMany(exchange: Exchange, inletId: string): void {
  const requests = exchange.setting("syncValidationsPerMinute");
  const what = `validations of inlet ${inletId}`;
  if (requests !== "none" && exchange.exceeds(what, { requests, perMilliseconds: 60_000 })) {
    exchange.assume("syncValidationsPerMinute");
    throw refuse(429, "Too Many Requests", "The inlet validates no more messages at the moment.");
  }
}
