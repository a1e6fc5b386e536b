import { runWhatIsDue } from "../../events/batch";
import {
  type Answer,
  ok,
  pathParameter,
  type Route,
  type SandboxCall,
  type Service,
} from "../../gateway/service";
import type { JsonObject } from "../../json";
import { actionRoute } from "./actions";
import { connectionSpecs, describeConnectionSpec } from "./connection-specs";
import { connectionRoutes, connections } from "./connections";
import { flowProblem } from "./errors";
import { exploreRoutes } from "./explore";
import { describeFlowSpec, flowSpecs } from "./flow-specs";
import { flows } from "./flows";
import { kindRoutes } from "./kind";
import { listAnswer, listRequest } from "./listing";
import { runRoutes } from "./runs";
import { refuseUndocumentedSearch, searchRequest } from "./search";
import { sourceConnections } from "./source-connections";
import { targetConnections } from "./target-connections";

/** Flow Service (flow-service.yaml). */
export const flowService: Service = {
  name: "flow-service",
  basePath: "/data/foundation/flowservice",
  access: "sandbox",
  refusals: {
    badRequest: (exchange, detail) => flowProblem(exchange, "invalidRequest", { detail }),
    sandboxMissing: (exchange) => flowProblem(exchange, "sandboxMissing"),
    sandboxUnknown: (exchange, name) =>
      name === "*"
        ? flowProblem(exchange, "allSandboxes")
        : flowProblem(exchange, "sandboxUnknown", { name }),
  },
  routes: [
    ...connectionRoutes,
    ...exploreRoutes,
    ...kindRoutes(connections),
    ...kindRoutes(sourceConnections),
    ...kindRoutes(targetConnections),
    ...kindRoutes(flows),
    actionRoute(connections),
    actionRoute(sourceConnections),
    actionRoute(targetConnections),
    actionRoute(flows),
    ...readOnlyRoutes("connectionSpecs", () => connectionSpecs.map(describeConnectionSpec)),
    ...readOnlyRoutes("flowSpecs", () => flowSpecs.map(describeFlowSpec)),
    ...runRoutes,
    ...writesForProviders("connectionSpecs", "specByUser"),
    ...writesForProviders("flowSpecs", "specByUser"),
  ].map(afterWhatIsDue),
};

/** Batch flows run before anybody looks at them or changes what they read and write. */
function afterWhatIsDue(route: Route<SandboxCall>): Route<SandboxCall> {
  return {
    ...route,
    handle: (call) => {
      if (call.request.headers["x-sandbox-id"] !== undefined) {
        throw flowProblem(call, "sandboxIdWithUserToken");
      }
      runWhatIsDue(call, call.partition);
      return route.handle(call);
    },
  };
}

/** Collections that clients only read. */
function readOnlyRoutes(name: string, items: () => readonly JsonObject[]): readonly Route<SandboxCall>[] {
  const path = `/${name}`;
  const find = (id: string): JsonObject | undefined => items().find((item) => item.id === id);
  return [
    {
      method: "GET",
      path,
      handle: (call) => listAnswer(call, path, listRequest(call, call.request.query), { items, find }),
    },
    {
      method: "POST",
      path: `${path}/search`,
      handle: (call) => {
        if (name !== "flowSpecs") {
          refuseUndocumentedSearch(call);
        }
        return listAnswer(call, `${path}/search`, searchRequest(call), { items, find });
      },
    },
    {
      method: "GET",
      path: `${path}/:id`,
      handle: (call) => {
        const id = pathParameter(call, "id");
        const item = find(id);
        if (item === undefined) {
          throw flowProblem(call, "notFound", { type: name, id });
        }
        return ok({ items: [item] });
      },
    },
  ];
}

/** Specs are written by source providers only. */
function writesForProviders(name: string, refusal: "specByUser"): readonly Route<SandboxCall>[] {
  return [
    { method: "POST", path: `/${name}`, handle: refuse(refusal) },
    { method: "PUT", path: `/${name}/:id`, handle: refuse(refusal) },
  ];
}

function refuse(refusal: "specByUser"): (call: SandboxCall) => Answer {
  return (call) => {
    throw flowProblem(call, refusal);
  };
}
