// BENCH_DATAFLOWS dataflows, with this package, or with BENCH_PROVIDER=nothing on resources of the same form.
const aep = process.env.BENCH_PROVIDER === "nothing" ? require("./nothing") : require("pulumi-aep");

const fields = ["customer", "email", "event", "metric", "channel", "campaign"];

for (let dataflow = 0; dataflow < Number(process.env.BENCH_DATAFLOWS); dataflow++) {
  const name = `dataflow-${dataflow}`;
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
