import { tenantId } from "../../gateway/organization";
import { type Answer, genericProblem, ok, type SandboxCall, type Service } from "../../gateway/service";
import { asJson, type JsonObject } from "../../json";
import { classOf } from "./compose";
import { finder, summary } from "./describe";
import { descriptorRoutes } from "./descriptors";
import { badRequest } from "./errors";
import { tenantResources } from "./lookup";
import { behaviors, classes, dataTypes, fieldGroups, mixins, schemas } from "./resource";
import { globalRoutes, resourceRoutes } from "./resources";
import { rpcRoutes } from "./rpc";
import { unionRoutes, unionsOf } from "./unions";

/** Schema Registry (schema-registry.yaml). */
export const schemaRegistry: Service = {
  name: "schema-registry",
  basePath: "/data/foundation/schemaregistry",
  access: "sandbox",
  refusals: {
    badRequest,
    sandboxMissing: (exchange) => badRequest(exchange, "The header x-sandbox-name is missing."),
    sandboxUnknown: (_exchange, name) =>
      genericProblem(404, "NotFoundError", `The sandbox ${name} does not exist.`),
  },
  routes: [
    { method: "GET", path: "/stats", handle: stats },
    ...descriptorRoutes,
    ...unionRoutes,
    ...rpcRoutes,
    ...[schemas, fieldGroups, mixins, classes, dataTypes].flatMap(resourceRoutes),
    ...globalRoutes(behaviors),
  ],
};

const recentCount = 10;

/** Usage of the registry, and the only place that names the tenant (schema-registry.yaml retrieveStats). */
function stats(call: SandboxCall): Answer {
  const all = [...tenantResources(call)];
  const recent = (order: "createdAt" | "updatedAt"): JsonObject[] =>
    [...all]
      .sort((left, right) => right[order] - left[order])
      .slice(0, recentCount)
      .map(summary);
  const count = (name: string): number => all.filter((record) => record.resourceName === name).length;
  return ok({
    imsOrg: call.caller.organization,
    tenantId,
    counts: {
      schemas: count("schemas"),
      mixins: count("mixins"),
      datatypes: count("datatypes"),
      classes: count("classes"),
      unions: unionsOf(call).size,
    },
    recentlyCreatedResources: recent("createdAt"),
    recentlyUpdatedResources: recent("updatedAt"),
    classUsage: asJson(classUsage(call)),
  });
}

function classUsage(call: SandboxCall): JsonObject[] {
  const find = finder(call);
  const used = new Map<string, JsonObject[]>();
  for (const schema of call.partition.of(schemas.key).values()) {
    const classId = classOf(schema.content, find);
    if (classId !== undefined) {
      used.set(classId, [...(used.get(classId) ?? []), summary(schema)]);
    }
  }
  return [...used].map(([classId, members]) => ({
    $id: classId,
    title: find(classId)?.content.title ?? classId,
    numberOfSchemas: members.length,
    schemas: members,
  }));
}
