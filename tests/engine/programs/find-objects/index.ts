import * as pulumi from "@pulumi/pulumi";
import * as aep from "pulumi-aep";

/** Looks objects of another stack up by their natural keys, at once and through outputs. */
const config = new pulumi.Config();
const flowName = config.require("flowName");

/** Made by this program: its name is known in a preview, its id is not. */
const account = new aep.BaseConnection("account", {
  name: "Account of the finder",
  connectionSpec: "http-api",
  auth: { specName: "Streaming Connection", params: { dataType: "raw" } },
});
const west = new aep.Provider("west", { sandbox: config.get("otherSandbox") ?? "dev" });

/** What is looked up inside asks where the component's resources live. */
class Inside extends pulumi.ComponentResource {
  readonly sandbox: pulumi.Output<string>;

  constructor(name: string, options: pulumi.ComponentResourceOptions) {
    super("test:index:Inside", name, {}, options);
    const inner = new pulumi.ComponentResource("test:index:Inner", name, {}, { parent: this });
    const atOnce = aep.getSandbox({}, { parent: this }).then(({ name: sandbox }) => sandbox);
    const output = aep.getSandboxOutput({}, { parent: inner }).name;
    this.sandbox = pulumi.interpolate`${atOnce} ${output}`;
  }
}
const production = new aep.Provider("production", { sandbox: "prod" });
const asked = {
  handedDown: new Inside("handed-down", { provider: production }).sandbox,
  amongOthers: new Inside("among-others", { providers: [production] }).sandbox,
  none: new Inside("none", {}).sandbox,
};

async function find() {
  const flow = await aep.getFlow({ name: flowName });
  const [tenant, sandbox, schema, dataset, runs, source, spec, flowSpec, mapping, elsewhere] =
    await Promise.all([
      aep.getTenant(),
      aep.getSandbox(),
      aep.getSchema({ title: "Customer.io" }),
      aep.getDataset({ name: "Customer.io events" }),
      aep.getFlowRuns({ flowName }),
      aep.getConnection({
        kind: "source",
        name: "Streaming Source Connection for Customer.io",
        connectionSpec: "customerio",
      }),
      aep.getConnectionSpec({ name: "http-api" }),
      aep.getFlowSpec({ name: "GenericStreamingAEP" }),
      aep.getMappingSet({ flowName }),
      aep.getSandbox({}, { provider: west }),
    ]);
  // Asked before: no request.
  await aep.getFlow({ name: flowName });
  return { flow, tenant, sandbox, schema, dataset, runs, source, spec, flowSpec, mapping, elsewhere };
}

export const found = find();
export const inside = asked;
export const accountState = aep.getConnectionOutput({ id: account.id }).state;
export const flowIdOutput = aep.getFlowOutput({ name: pulumi.output(flowName) }, { provider: west }).id;
