import { Problem } from "../../gateway/service";
import type { JsonObject } from "../../json";

/** The frame of the ingestion service's errors (guide "Streaming validation"). */
export function refuse(status: number, title: string, message: string, more: JsonObject = {}): Problem {
  const type = "http://ns.adobe.com/adobecloud/problem/data-collection-service/inlet";
  return new Problem({ status, body: { type, status, title, report: { message, ...more } } });
}

export function invalid(message: string): Problem {
  return refuse(400, "Invalid Message Format", message);
}

/** A message that is not the XDM that it should be (guides "Streaming validation", "Retrieving failed batches"). */
export function invalidXdm(message: string, cause?: JsonObject): Problem {
  return refuse(400, "Invalid XDM Message Format", message, cause === undefined ? {} : { cause });
}

/** Its status is a text (guide "HTTP API", messages to an authenticated connection). */
export const unauthorized = new Problem({
  status: 401,
  body: {
    type: "https://ns.adobe.com/adobecloud/problem/data-collection-service-authorization",
    status: "401",
    title: "Authorization",
    report: { message: "[id] Ims service token is empty" },
  },
});
