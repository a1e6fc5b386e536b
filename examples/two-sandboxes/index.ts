import * as pulumi from "@pulumi/pulumi";
import * as aep from "pulumi-aep";

/** Knows no sandbox, no tenant and no id, so it is the same everywhere. */
function pipeline(name: string, options: pulumi.ComponentResourceOptions): aep.StreamingDataflow {
  return new aep.StreamingDataflow(
    name,
    {
      title: "Customer.io",
      source: "customerio",
      fields: { email: "string", metric: "string" },
      mappings: { email: "data.identifiers.email", metric: "metric" },
      forceDestroy: true, // An example: the records may go with it.
    },
    options,
  );
}

const sandboxes = new pulumi.Config().getObject<string[]>("sandboxes") ?? ["dev", "prod"];
// A sandbox that AEP reports as production is only written to where it is named.
const allowProduction = new pulumi.Config("aep").get("allowProduction");

export const webhookUrls = Object.fromEntries(
  sandboxes.map((sandbox) => {
    const provider = new aep.Provider(sandbox, { sandbox, ...(allowProduction && { allowProduction }) });
    return [sandbox, pipeline(`customerio-${sandbox}`, { provider }).webhookUrl];
  }),
);
