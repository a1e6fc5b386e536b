// BENCH_DATAFLOWS dataflows, with this package, with BENCH_PROVIDER=nothing on resources of the same form, or with
// BENCH_PROVIDER=component by this package's component.
const aep = process.env.BENCH_PROVIDER === "nothing" ? require("./nothing") : require("pulumi-aep");

const fields = ["customer", "email", "event", "metric", "channel", "campaign"];

const make = process.env.BENCH_PROVIDER === "component" ? byComponent : byResources;
for (let dataflow = 0; dataflow < Number(process.env.BENCH_DATAFLOWS); dataflow++) {
  make(`dataflow-${dataflow}`, dataflow);
}

/**
 * @param {string} name
 * @param {number} dataflow
 */
function byResources(name, dataflow) {
  const source = new aep.SourceConnection(name, {
    name: `Source ${dataflow}`,
    connectionSpec: "customerio",
    data: { format: "json" },
  });
  const fieldGroup = new aep.FieldGroup(name, {
    title: `Fields ${dataflow}`,
    intendedToExtend: ["experienceevent"],
    fields: Object.fromEntries(fields.map((field) => [field, "string"])),
  });
  const schema = new aep.Schema(name, {
    title: `Schema ${dataflow}`,
    class: "experienceevent",
    fieldGroups: [fieldGroup.id],
  });
  const dataset = new aep.Dataset(name, { name: `Dataset ${dataflow}`, schemaRef: { id: schema.id } });
  const mapping = new aep.MappingSet(name, {
    name: `Mapping ${dataflow}`,
    outputSchema: { schemaRef: { id: schema.id } },
    mappings: fields.map((field) => ({ source: `data.${field}`, destination: `_{TENANT_ID}.${field}` })),
  });
  const target = new aep.TargetConnection(name, {
    name: `Target ${dataflow}`,
    data: { format: "json", schema: { id: schema.id } },
    params: { dataSetId: dataset.id },
  });
  new aep.Flow(name, {
    name: `Flow ${dataflow}`,
    sourceConnectionIds: [source.id],
    targetConnectionIds: [target.id],
    transformations: [mapping.asTransformation()],
  });
}

/**
 * The same objects.
 * @param {string} name
 * @param {number} dataflow
 */
function byComponent(name, dataflow) {
  new aep.StreamingDataflow(name, {
    title: `Flow ${dataflow}`,
    source: "customerio",
    fields: Object.fromEntries(fields.map((field) => [field, "string"])),
    mappings: Object.fromEntries(fields.map((field) => [field, `data.${field}`])),
    overrides: {
      fieldGroup: { title: `Fields ${dataflow}` },
      schema: { title: `Schema ${dataflow}` },
      dataset: { name: `Dataset ${dataflow}` },
      mappingSet: { name: `Mapping ${dataflow}` },
      sourceConnection: { name: `Source ${dataflow}` },
      targetConnection: { name: `Target ${dataflow}` },
    },
  });
}
