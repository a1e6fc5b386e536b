import { type Answer, ok, pathParameter, type Route, type SandboxCall } from "../../gateway/service";
import { flowProblem } from "./errors";
import { flows, transition } from "./flows";
import { findOrRefuse, type Kind, reference, requireMatch, save } from "./kind";
import { type FlowServiceRecord, rewritten, shownState } from "./record";

/** `POST /{collection}/{id}/action?op=…` (flow-service.yaml postStateTransition, performAction); any letter case. */
export function actionRoute<Shape>(kind: Kind<Shape>): Route<SandboxCall> {
  return {
    method: "POST",
    path: `/${kind.name}/:id/action`,
    handle: (call) => act(call, kind),
  };
}

function act<Shape>(call: SandboxCall, kind: Kind<Shape>): Answer {
  const record = findOrRefuse(call, kind, pathParameter(call, "id"));
  if (call.request.headers["if-match"] !== undefined) {
    requireMatch(call, record);
  }
  const operation = (call.request.query.get("op") ?? "").toLowerCase();
  refuseSubAction(call, operation);
  switch (operation) {
    case "publish":
      return publish(call, kind, record);
    case "enable":
    case "disable":
      if (kind.name !== flows.name) {
        break;
      }
      return switchFlow(call, record, operation);
    case "finalize":
    case "finalize_update":
      throw flowProblem(call, "finalizeByProviderOnly");
  }
  throw flowProblem(call, "invalidParameter", { parameter: "op" });
}

/** The spec asks for one with every action, the guides send none; progress is what only long operations of providers make. */
function refuseSubAction(call: SandboxCall, action: string): void {
  const sent = call.request.query.getAll("subOp").flatMap((names) => names.split(","));
  const unknown = sent.find((name) => !["apply", "rollback", "progress"].includes(name.toLowerCase()));
  if (unknown !== undefined) {
    throw flowProblem(call, "unknownSubAction", { subAction: unknown });
  }
  const progress = sent.find((name) => name.toLowerCase() === "progress");
  if (progress !== undefined && !action.startsWith("finalize")) {
    throw flowProblem(call, "subActionOfAction", { subAction: progress, action });
  }
}

function publish<Shape>(call: SandboxCall, kind: Kind<Shape>, record: FlowServiceRecord): Answer {
  if (record.state !== "draft") {
    throw flowProblem(call, "actionNotApplicable", { action: "publish", state: record.state });
  }
  kind.checkPublish(call, record);
  const published = rewritten(call, record, { state: "enabled" });
  save(call, kind, published);
  return ok(reference(published));
}

function switchFlow(call: SandboxCall, record: FlowServiceRecord, action: "enable" | "disable"): Answer {
  const state = shownState(record, call.now);
  const goal = action === "enable" ? "enabled" : "disabled";
  if (state.endsWith("ing")) {
    throw flowProblem(call, "stateNotTransitionable", { state });
  }
  if (state === goal || state === "draft") {
    throw flowProblem(call, "actionNotApplicable", { action, state });
  }
  const switched = rewritten(call, record, {
    state: goal,
    lastOperation: { started: call.now, updated: call.now, operation: action },
    ...transition(call, action === "enable" ? "enabling" : "disabling"),
  });
  save(call, flows, switched);
  return ok(reference(switched));
}
