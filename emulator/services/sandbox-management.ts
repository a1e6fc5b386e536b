import { type Sandbox, sandboxesOf, sandboxOf } from "../gateway/organization";
import {
  type Answer,
  genericProblem,
  type OrganizationCall,
  ok,
  pathParameter,
  type Service,
} from "../gateway/service";
import type { JsonObject } from "../json";

/** The sandboxes of an organization (sandbox.yaml: listAvailableSandboxes, listSandboxes, retrieveSandbox). */
export const sandboxManagement: Service = {
  name: "sandbox-management",
  basePath: "/data/foundation/sandbox-management",
  access: "organization",
  routes: [
    { method: "GET", path: "/", handle: list },
    { method: "GET", path: "/sandboxes", handle: list },
    { method: "GET", path: "/sandboxes/:sandboxName", handle: retrieve },
    {
      method: "GET",
      path: "/sandboxTypes",
      handle: () =>
        ok({
          sandboxTypes: [
            { id: "production", title: "Production" },
            { id: "development", title: "Development" },
          ],
        }),
    },
  ],
};

function list(call: OrganizationCall): Answer {
  const sandboxes = sandboxesOf(call.caller.organization).map(describe);
  const limit = 50;
  return ok({
    sandboxes,
    _page: { limit, count: sandboxes.length },
    _links: {
      page: { href: `${call.address}${call.request.path}?limit={limit}&offset={offset}`, templated: true },
    },
  });
}

function retrieve(call: OrganizationCall): Answer {
  const name = pathParameter(call, "sandboxName");
  const sandbox = sandboxOf(call.caller.organization, name);
  if (sandbox === undefined) {
    call.assume("sandboxUnknown");
    throw genericProblem(404, "NotFoundError", `The sandbox ${name} does not exist.`);
  }
  return ok(describe(sandbox));
}

/** The answer for users; only services see a sandbox's id (sandbox.yaml GetSandboxUserResponse). */
function describe(sandbox: Sandbox): JsonObject {
  const provisioned = "2023-01-01T00:00:00.000Z";
  return {
    name: sandbox.name,
    title: sandbox.title,
    state: "active",
    type: sandbox.type,
    region: "VA7",
    isDefault: sandbox.isDefault,
    etag: 1,
    createdDate: provisioned,
    lastModifiedDate: provisioned,
    createdBy: "system",
    modifiedBy: "system",
  };
}
