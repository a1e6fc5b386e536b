import { z } from "zod";
import type { Client } from "./client";
import { definitely } from "./definitely";
import { FLOW_SERVICE, listFlowService } from "./flow-service-list";

/** Connection specs and flow specs of Flow Service: what sources there are, and the recipes that run. Only read by customers. */

/** JSON Schema, as far as parameters are described with it. */
const parameters = z.looseObject({
  required: z.array(z.string()).optional(),
  properties: z.record(z.string(), z.looseObject({ format: z.string().optional() })).optional(),
});

const connectionSpecItem = z.looseObject({
  id: z.string(),
  name: z.string().optional(),
  version: z.string().optional(),
  providerId: z.string().optional(),
  authSpec: z.array(z.looseObject({ name: z.string(), spec: parameters.nullish() })).nullish(),
  attributes: z.looseObject({ isSource: z.boolean().optional(), category: z.unknown().optional() }).nullish(),
});

/** Adobe's guides show a list of transformations, its specification an object; neither is read. */
const flowSpecItem = z.looseObject({
  id: z.string(),
  name: z.string().optional(),
  version: z.string().optional(),
  providerId: z.string().optional(),
  sourceConnectionSpecIds: z.array(z.string()).nullish(),
  targetConnectionSpecIds: z.array(z.string()).nullish(),
  scheduleSpec: z.unknown().optional(),
  attributes: z
    .looseObject({
      isSourceFlow: z.boolean().optional(),
      frequency: z.string().optional(),
      uiAttributes: z
        .looseObject({
          apiFeatures: z
            .looseObject({
              updateSupported: z.boolean().optional(),
              flowRunsSupported: z.boolean().optional(),
            })
            .nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

export type ConnectionSpecItem = z.infer<typeof connectionSpecItem>;
export type FlowSpecItem = z.infer<typeof flowSpecItem>;

export const connectionSpecs = specs("connectionSpecs", "connection spec", connectionSpecItem);
export const flowSpecs = specs("flowSpecs", "flow spec", flowSpecItem);

/** Whether AEP counts what a flow of this spec ingests; its guides call the list of runs "flow runs". */
export function reportsRuns(spec: FlowSpecItem | undefined): boolean {
  return spec?.attributes?.uiAttributes?.apiFeatures?.flowRunsSupported !== false;
}

export function isBatch(spec: FlowSpecItem): boolean {
  return spec.attributes?.frequency === "batch";
}

function specs<Item>(collection: string, label: string, item: z.ZodType<Item>) {
  return {
    list: (client: Client, property?: string): Promise<Item[]> =>
      listFlowService(client, {
        attempt: `list the ${label}s`,
        collection,
        item,
        property,
        withoutLimit: true,
      }),

    /** `undefined` only when AEP definitely says that there is none. */
    get: (client: Client, id: string): Promise<Item | undefined> =>
      definitely(async () => {
        const { items } = await client.send({
          attempt: `read the ${label} ${id}`,
          method: "GET",
          path: `${FLOW_SERVICE}/${collection}/${encodeURIComponent(id)}`,
          effect: "read",
          answer: z.looseObject({ items: z.tuple([item], z.unknown()) }),
        });
        return items[0];
      }),
  };
}
