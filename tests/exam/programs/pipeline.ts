import type { Properties } from "../../support/provider-client";
import { type Declaration, Reference } from "../engine/program";

/** What a person would write for one pipeline, and change about it. */
export interface Pipeline {
  /** Stands in the names of its resources and in every title. */
  readonly name: string;
  readonly fields: readonly string[];
  readonly description?: string;
  /** Stands in the mapping's sources: another one makes another version. */
  readonly prefix?: string;
  /** Whether an account of its own is declared too. */
  readonly account?: boolean;
}

/** The resources of one pipeline, in the order of a program. */
export function pipeline({ name, fields, description, prefix = "data", account }: Pipeline): Declaration[] {
  const of = (resource: string) => `${name}-${resource}`;
  const described: Properties = description === undefined ? {} : { description };
  const declarations: Declaration[] = [
    {
      name: of("fields"),
      kind: "fieldGroup",
      inputs: {
        title: `${name} fields`,
        ...described,
        intendedToExtend: ["experienceevent"],
        fields: Object.fromEntries(fields.map((field) => [field, "string"])),
      },
    },
    {
      name: of("schema"),
      kind: "schema",
      inputs: {
        title: `${name} schema`,
        ...described,
        class: "experienceevent",
        fieldGroups: [new Reference(of("fields"))],
      },
    },
    {
      name: of("dataset"),
      kind: "dataset",
      inputs: {
        name: `${name} dataset`,
        ...described,
        schemaRef: { id: new Reference(of("schema")) },
        forceDestroy: true,
      },
    },
    {
      name: of("source"),
      kind: "sourceConnection",
      inputs: {
        name: `${name} source`,
        ...described,
        connectionSpec: "customerio",
        data: { format: "json" },
      },
    },
    {
      name: of("target"),
      kind: "targetConnection",
      inputs: {
        name: `${name} target`,
        ...described,
        data: { format: "json", schema: { id: new Reference(of("schema")) } },
        params: { dataSetId: new Reference(of("dataset")) },
      },
    },
    {
      name: of("mapping"),
      kind: "mappingSet",
      inputs: {
        name: `${name} mapping`,
        outputSchema: { schemaRef: { id: new Reference(of("schema")) } },
        mappings: fields.map((field) => ({
          source: `${prefix}.${field}`,
          destination: `_{TENANT_ID}.${field}`,
        })),
      },
    },
    {
      name: of("flow"),
      kind: "flow",
      inputs: {
        name: `${name} flow`,
        ...described,
        sourceConnectionIds: [new Reference(of("source"))],
        targetConnectionIds: [new Reference(of("target"))],
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
  return account === true ? [...declarations, accountOf(name, described)] : declarations;
}

function accountOf(name: string, described: Properties): Declaration {
  return {
    name: `${name}-account`,
    kind: "baseConnection",
    inputs: {
      name: `${name} account`,
      ...described,
      connectionSpec: "sftp",
      auth: {
        specName: "Basic Authentication for sftp",
        params: { host: "sftp.example.com", userName: "reader", password: "password-of-the-exam" },
      },
    },
  };
}
