import { type Declaration, type Program, Reference } from "../engine/program";
import type { Chance } from "../rows/chance";

const TEXTS = [
  "",
  "Orders",
  'größe & "quotes"',
  "100 % = all, or so",
  "line\nbreak",
  "日本語",
  "a / b \\ c",
  "'single' <b>",
];
const SIMPLE = ["string", "integer", "number", "boolean", "date", "date-time"] as const;
const FLOWS_ON_A_DATASET = 4;

/** A program with so many flows, on as many schemas and datasets as chance decides. The same chance gives the same program. */
export function generatedProgram(chance: Chance, flows: number): Program {
  const declarations: Declaration[] = [];
  let left = flows;
  for (let group = 1; left > 0; group++) {
    const count = Math.min(left, chance.between(1, FLOWS_ON_A_DATASET));
    declarations.push(...flowsOnOneDataset(chance, `g${group}`, count));
    left -= count;
  }
  return declarations;
}

function flowsOnOneDataset(chance: Chance, group: string, count: number): Declaration[] {
  const fields = Object.fromEntries(
    Array.from({ length: chance.between(1, 6) }, (_each, index) => [`field${index}`, field(chance, 2)]),
  );
  const simple = Object.entries(fields).filter(([, type]) => typeof type === "string");
  const [firstField = "none"] = simple.map(([name]) => name);
  if (firstField === "none") fields.none = "string";
  const schemaRef = { id: new Reference(`${group}-schema`) };
  const target = (name: string): Declaration => ({
    name,
    kind: "targetConnection",
    inputs: {
      name: label(chance, name),
      ...described(chance),
      data: { format: "json", schema: { id: new Reference(`${group}-schema`) } },
      params: { dataSetId: new Reference(`${group}-dataset`) },
    },
  });
  const sharesTarget = chance.next() < 0.5;
  return [
    {
      name: `${group}-fields`,
      kind: "fieldGroup",
      inputs: {
        title: label(chance, `${group} fields`),
        ...described(chance),
        intendedToExtend: ["experienceevent"],
        fields,
      },
    },
    {
      name: `${group}-schema`,
      kind: "schema",
      inputs: {
        title: label(chance, `${group} schema`),
        ...described(chance),
        class: "experienceevent",
        fieldGroups: [new Reference(`${group}-fields`)],
      },
    },
    {
      name: `${group}-dataset`,
      kind: "dataset",
      inputs: {
        name: label(chance, `${group} dataset`),
        ...described(chance),
        schemaRef,
        forceDestroy: true,
      },
    },
    ...(sharesTarget ? [target(`${group}-target`)] : []),
    ...Array.from({ length: count }, (_each, index) => index + 1).flatMap((number) => {
      const of = (resource: string) => `${group}-${resource}-${number}`;
      return [
        {
          name: of("source"),
          kind: "sourceConnection",
          inputs: {
            name: label(chance, of("source")),
            ...described(chance),
            connectionSpec: "customerio",
            data: { format: "json" },
          },
        },
        ...(sharesTarget ? [] : [target(of("target"))]),
        {
          name: of("mapping"),
          kind: "mappingSet",
          inputs: {
            ...(chance.next() < 0.7 && { name: label(chance, of("mapping")) }),
            outputSchema: { schemaRef },
            mappings: [mapping(chance, firstField)],
          },
        },
        {
          name: of("flow"),
          kind: "flow",
          inputs: {
            name: label(chance, of("flow")),
            ...described(chance),
            sourceConnectionIds: [new Reference(of("source"))],
            targetConnectionIds: [new Reference(sharesTarget ? `${group}-target` : of("target"))],
            transformations: [
              {
                name: "Mapping",
                params: {
                  mappingId: new Reference(of("mapping")),
                  mappingVersion: new Reference(of("mapping"), "version"),
                },
              },
            ],
          },
        },
      ];
    }),
  ];
}

function mapping(chance: Chance, field: string) {
  const destination = `_{TENANT_ID}.${field}`;
  return chance.pick([
    { source: "data.value", destination },
    { sourceType: "EXPRESSION", source: "lower(data.value)", destination },
    { sourceType: "STATIC", source: "constant", destination },
    { sourceAttribute: "data.value", destinationXdmPath: destination },
    { sourceExpression: 'concat(data.value, "-", data.other)', destinationXdmPath: destination },
  ]);
}

/** Unique, whatever else stands in it. */
function label(chance: Chance, name: string): string {
  return `${name} ${chance.pick(TEXTS).replace("\n", " ")}`.trim();
}

function described(chance: Chance): { readonly description?: string } {
  return chance.next() < 0.5 ? {} : { description: chance.pick(TEXTS) };
}

/** A field of a field group, in every form that can be declared. */
function field(chance: Chance, depth: number): unknown {
  const simple = chance.pick(SIMPLE);
  if (depth === 0 || chance.next() < 0.5) return simple;
  const inner = () => field(chance, depth - 1);
  return chance.pick([
    () => ({ type: simple, title: "Titled" }),
    () => ({ type: "string", enum: ["one", "two"] }),
    () => ({ type: "object", fields: { inner: inner(), other: inner() } }),
    () => ({ type: "array", items: inner() }),
  ])();
}
