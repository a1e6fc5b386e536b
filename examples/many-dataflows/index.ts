import { readFileSync } from "node:fs";
import path from "node:path";
import * as aep from "pulumi-aep";

/** A line of stores.json. */
interface Store {
  /** Stays the same for ever: it is the name of the resources. */
  readonly name: string;
  readonly title: string;
  readonly currency: string;
}
const stores: Store[] = JSON.parse(readFileSync(path.join(__dirname, "stores.json"), "utf8"));

// One schema for all stores; every store has a dataset, an inlet and a flow of its own.
const fields = new aep.FieldGroup("orders", {
  title: "Store order fields",
  intendedToExtend: ["experienceevent"],
  fields: { store: "string", order: "string", total: "number", currency: "string" },
});
const schema = new aep.Schema("orders", {
  title: "Store order",
  class: "experienceevent",
  fieldGroups: [fields.id],
});

export const webhookUrls = Object.fromEntries(
  stores.map(({ name, title, currency }) => {
    const dataflow = new aep.StreamingDataflow(name, {
      title: `Orders of ${title}`,
      source: "customerio",
      schemaId: schema.id,
      mappings: {
        "_{TENANT_ID}.store": aep.constant(name),
        "_{TENANT_ID}.order": "order.id",
        "_{TENANT_ID}.total": "order.total",
        "_{TENANT_ID}.currency": aep.constant(currency),
      },
      forceDestroy: true, // An example: the records may go with it.
    });
    return [name, dataflow.webhookUrl];
  }),
);
