import type { Exchange } from "../../gateway/service";
import { type JsonObject, member, memberAt, text } from "../../json";
import { sameSchema, schemaReference } from "../../schema-reference";
import { datasetKey } from "../catalog/dataset";
import { pinnedMapping, targetDatasetId } from "../flow-service/flow-mapping";
import type { MessageRoute } from "./message-route";

/**
 * What is wrong with the envelope of a message that is XDM because its flow maps nothing: whose it is, and of which
 * schema (streaming-ingestion.yaml messageHeader, messageBody). `undefined` when nothing is.
 */
export function envelopeFlaw(
  exchange: Exchange,
  { partition, flow }: MessageRoute,
  message: JsonObject,
): string | undefined {
  if (pinnedMapping(flow.content) !== undefined || exchange.assume("xdmEnvelope") === "ignore") {
    return undefined;
  }
  if (memberAt(message, "header", "imsOrgId") !== partition.organization) {
    return "Message has an absent or wrong ims org in the header";
  }
  const named = schemaNamed(message, "header");
  const meant = schemaNamed(message, "body", "xdmMeta");
  if (named === undefined || meant === undefined || !sameSchema(named, meant, "major version")) {
    return "Message has unknown xdm format";
  }
  const datasetId = targetDatasetId({ partition }, flow.content) ?? "";
  const dataset = partition.of(datasetKey).get(datasetId);
  const written = schemaReference(member(dataset?.content.schemaRef, "id"), undefined);
  const belongs =
    (written === undefined || sameSchema(written, named, "major version")) &&
    memberAt(message, "header", "datasetId") === datasetId;
  if (!belongs && exchange.assume("xdmMessageOfOtherDataset") === "refuse") {
    return "Message has unknown xdm format";
  }
  const hasSource = text(memberAt(message, "header", "source", "name")) !== undefined;
  return hasSource || exchange.assume("messageSourceName") === "optional"
    ? undefined
    : "Payload header is missing Source Name";
}

function schemaNamed(message: JsonObject, ...at: readonly string[]) {
  const reference = memberAt(message, ...at, "schemaRef");
  return schemaReference(member(reference, "id"), member(reference, "contentType"));
}
