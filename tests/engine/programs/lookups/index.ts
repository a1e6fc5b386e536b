import * as pulumi from "@pulumi/pulumi";
import * as aep from "pulumi-aep";

/** Objects of another stack, by id. */
const config = new pulumi.Config();
const schema = aep.Schema.get("schema", config.require("schemaId"));
const dataset = aep.Dataset.get("dataset", config.require("datasetId"));
const mapping = aep.MappingSet.get("mapping", config.require("mappingId"));
const flow = aep.Flow.get("flow", config.require("flowId"));

export const found = {
  title: schema.title,
  fieldGroups: schema.fieldGroups,
  dataset: dataset.name,
  destinations: mapping.mappings.apply((mappings) =>
    mappings.map((each) => ("destination" in each ? each.destination : each.destinationXdmPath)),
  ),
  flow: flow.name,
  webhookUrl: flow.webhookUrl,
};
