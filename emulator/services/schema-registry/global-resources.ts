import type { JsonObject } from "../../json";
import type { ResourceRecord } from "./resource";

/**
 * Compact definitions of the standard resources that schemas are built on: the fields that the documentation names,
 * in the emulator's own words. Anything else below https://ns.adobe.com/xdm is not found.
 */
const profileClassId = "https://ns.adobe.com/xdm/context/profile";
const eventClassId = "https://ns.adobe.com/xdm/context/experienceevent";
const recordBehaviorId = "https://ns.adobe.com/xdm/data/record";
export const timeSeriesBehaviorId = "https://ns.adobe.com/xdm/data/time-series";

const identityMap: JsonObject = {
  title: "Identity map",
  type: "object",
  "meta:xdmType": "map",
  additionalProperties: {
    type: "array",
    items: {
      type: "object",
      properties: {
        id: { type: "string", title: "Identifier" },
        authenticatedState: {
          type: "string",
          title: "Authenticated state",
          enum: ["ambiguous", "authenticated", "loggedOut"],
        },
        primary: { type: "boolean", title: "Primary" },
      },
    },
  },
};

const behaviorContent = (title: string, description: string, properties: JsonObject): JsonObject => ({
  type: "object",
  title,
  description,
  properties,
});

export const globalResources: readonly ResourceRecord[] = [
  standard(
    recordBehaviorId,
    "behaviors",
    behaviorContent("Record Schema", "Attributes of a subject.", {
      _id: { type: "string", format: "uri-reference", title: "Identifier" },
    }),
  ),
  standard(
    timeSeriesBehaviorId,
    "behaviors",
    behaviorContent("Time-series Schema", "What happened at a moment.", {
      _id: { type: "string", format: "uri-reference", title: "Identifier" },
      timestamp: { type: "string", format: "date-time", title: "Timestamp" },
    }),
  ),
  standard(profileClassId, "classes", {
    type: "object",
    title: "XDM Individual Profile",
    description: "What is known about one person.",
    allOf: [{ $ref: recordBehaviorId }],
    properties: {
      personID: { type: "string", title: "Person ID" },
      createdByBatchID: { type: "string", format: "uri-reference", title: "Created by batch identifier" },
      modifiedByBatchID: { type: "string", format: "uri-reference", title: "Modified by batch identifier" },
      repositoryCreatedBy: { type: "string", title: "Created by user identifier" },
      repositoryLastModifiedBy: { type: "string", title: "Modified by user identifier" },
    },
  }),
  standard(eventClassId, "classes", {
    type: "object",
    title: "XDM ExperienceEvent",
    description: "What a person did, saw or received at a moment.",
    allOf: [{ $ref: timeSeriesBehaviorId }],
    properties: {
      eventType: { type: "string", title: "Event type" },
      eventMergeId: { type: "string", title: "Event merge ID" },
      producedBy: { type: "string", title: "Produced by" },
      identityMap,
    },
    required: ["_id", "timestamp"],
  }),
];

function standard(
  id: string,
  resourceName: ResourceRecord["resourceName"],
  content: JsonObject,
): ResourceRecord {
  return {
    id,
    resourceName,
    minorVersion: 0,
    createdAt: 0,
    updatedAt: 0,
    createdClient: "adobe",
    updatedClient: "adobe",
    content,
  };
}

const byId: ReadonlyMap<string, ResourceRecord> = new Map(
  globalResources.map((resource) => [resource.id, resource]),
);

export function globalResource(id: string): ResourceRecord | undefined {
  return byId.get(id);
}
