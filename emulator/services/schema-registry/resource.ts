import { randomBytes } from "node:crypto";
import { tenantId } from "../../gateway/organization";
import type { SandboxCall } from "../../gateway/service";
import type { JsonObject } from "../../json";
import { indexOn } from "../../store/index-key";
import { type CollectionKey, collectionKey } from "../../store/store";
import type { RegistryRefusal } from "./errors";
import { references } from "./references";

/** A kind of resource in the registry. Field groups still carry their old name, mixins, in ids and metadata. */
export interface ResourceType {
  /** In URLs. */
  readonly path: "schemas" | "fieldgroups" | "mixins" | "classes" | "datatypes" | "behaviors";
  /** In `$id` and `meta:resourceType`. */
  readonly resourceName: "schemas" | "mixins" | "classes" | "datatypes" | "behaviors";
  /** In messages. */
  readonly noun: string;
  readonly key: CollectionKey<ResourceRecord>;
  readonly notFound: RegistryRefusal;
}

/** A resource as it is stored: what the client declared, and what the registry keeps about it. */
export interface ResourceRecord {
  /** `$id` */
  readonly id: string;
  readonly resourceName: ResourceType["resourceName"];
  /** The version is `1.` and this number, which counts the changes; Adobe's own resources have one of their own. */
  readonly minorVersion: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly createdClient: string;
  readonly updatedClient: string;
  readonly content: JsonObject;
}

export const resourcesByTitle = indexOn<ResourceRecord>(({ content }) => [String(content.title)]);

/** Resources by the `$id`s of those that they refer to. */
export const resourcesByReference = indexOn<ResourceRecord>(({ content }) => [...references(content)]);

export const schemas: ResourceType = {
  path: "schemas",
  resourceName: "schemas",
  noun: "schema",
  key: collectionKey("schemas"),
  notFound: "schemaNotFound",
};

export const fieldGroups: ResourceType = {
  path: "fieldgroups",
  resourceName: "mixins",
  noun: "field group",
  key: collectionKey("fieldGroups"),
  notFound: "fieldGroupNotFound",
};

/** The deprecated name of the same collection. */
export const mixins: ResourceType = { ...fieldGroups, path: "mixins" };

export const classes: ResourceType = {
  path: "classes",
  resourceName: "classes",
  noun: "class",
  key: collectionKey("classes"),
  notFound: "classNotFound",
};

export const dataTypes: ResourceType = {
  path: "datatypes",
  resourceName: "datatypes",
  noun: "data type",
  key: collectionKey("dataTypes"),
  notFound: "dataTypeNotFound",
};

/** Adobe's alone; no client can make one. */
export const behaviors: ResourceType = {
  path: "behaviors",
  resourceName: "behaviors",
  noun: "behavior",
  key: collectionKey("behaviors"),
  notFound: "classNotFound",
};

/** The kinds that share one space of titles. */
export const titledTypes: readonly ResourceType[] = [schemas, fieldGroups, classes, dataTypes];

export const tenantNamespace = `_${tenantId}`;

export function newResource(call: SandboxCall, type: ResourceType, content: JsonObject): ResourceRecord {
  return {
    id: `https://ns.adobe.com/${tenantId}/${type.resourceName}/${randomBytes(24).toString("hex")}`,
    resourceName: type.resourceName,
    minorVersion: 0,
    createdAt: call.now,
    updatedAt: call.now,
    createdClient: call.caller.clientId,
    updatedClient: call.caller.clientId,
    content,
  };
}
