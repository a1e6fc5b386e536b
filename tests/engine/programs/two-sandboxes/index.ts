import * as pulumi from "@pulumi/pulumi";
import * as aep from "pulumi-aep";

/** The same schema in the stack's own sandbox and in a second one, by an explicit provider with its own credentials. */
const production = new aep.Provider("production", {
  sandbox: "prod",
  clientId: "the-production-client",
  clientSecret: new pulumi.Config().requireSecret("productionSecret"),
  allowProduction: "prod",
});

for (const [name, options] of [
  ["here", {}],
  ["there", { provider: production }],
] as const) {
  const fields = new aep.FieldGroup(
    name,
    { title: "Orders", intendedToExtend: ["profile"], fields: { total: "number" } },
    options,
  );
  new aep.Schema(name, { title: "Order", class: "profile", fieldGroups: [fields.id] }, options);
}
