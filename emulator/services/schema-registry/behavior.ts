import type { SandboxCall } from "../../gateway/service";
import { classOf } from "./compose";
import { timeSeriesBehaviorId } from "./global-resources";
import { resourceWithId, schemaWithId } from "./lookup";
import { references } from "./references";

/** How the data of a schema behave, by its class; `undefined` for a schema that does not exist. */
export function behaviorOf(
  call: Pick<SandboxCall, "partition">,
  schemaId: string,
): "time-series" | "record" | undefined {
  const schema = schemaWithId(call, schemaId);
  if (schema === undefined) {
    return undefined;
  }
  const classId = classOf(schema.content, (id) => resourceWithId(call, id));
  const schemaClass = classId === undefined ? undefined : resourceWithId(call, classId);
  const isTimeSeries = schemaClass !== undefined && references(schemaClass.content).has(timeSeriesBehaviorId);
  return isTimeSeries ? "time-series" : "record";
}
