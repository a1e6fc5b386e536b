import type { Service } from "../gateway/service";
import type { Tokens } from "../gateway/tokens";
import { catalog } from "./catalog/catalog";
import { dataPrep } from "./data-prep/data-prep";
import { batchExport } from "./export";
import { flowService } from "./flow-service/flow-service";
import { identityService } from "./identity-service";
import { imsService } from "./ims";
import { sandboxManagement } from "./sandbox-management";
import { schemaRegistry } from "./schema-registry/schema-registry";
import { streamingInlet } from "./streaming-inlet/streaming-inlet";

/** The services of the platform. */
export function platformServices(tokens: Tokens): readonly Service[] {
  return [
    imsService(tokens),
    sandboxManagement,
    schemaRegistry,
    identityService,
    catalog,
    dataPrep,
    flowService,
    batchExport,
    streamingInlet(tokens),
  ];
}
