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
  /** Whether an account, a namespace and identities are declared too: together with the rest, every kind. */
  readonly everyKind?: boolean;
  /** Kept so, where it is given. */
  readonly state?: "enabled" | "disabled";
  /** Of the dataset. */
  readonly tags?: Readonly<Record<string, readonly string[]>>;
  /** What the account signs in with, where it is not what it always is. */
  readonly password?: string;
  /** Whether AEP is to sign in with the account at once. */
  readonly testsAccount?: boolean;
  /** Declares otherwise what cannot be changed in place; with another first field, each object is replaced. */
  readonly anew?: boolean;
}

/** The resources of one pipeline, in the order of a program. */
export function pipeline(wanted: Pipeline): Declaration[] {
  const { name, fields, description, prefix = "data", everyKind = false, state, tags, anew = false } = wanted;
  const titled = (what: string) => `${name} ${what}${anew ? ", anew" : ""}`;
  const of = (resource: string) => `${name}-${resource}`;
  const described: Properties = description === undefined ? {} : { description };
  const declarations: Declaration[] = [
    {
      name: of("fields"),
      kind: "fieldGroup",
      inputs: {
        title: titled("fields"),
        ...described,
        intendedToExtend: ["experienceevent"],
        fields: Object.fromEntries(fields.map((field) => [field, "string"])),
      },
    },
    {
      name: of("schema"),
      kind: "schema",
      inputs: {
        title: titled("schema"),
        ...described,
        class: "experienceevent",
        fieldGroups: [new Reference(of("fields"))],
        ...(everyKind && {
          identities: fields.map((field, index) => ({
            sourceProperty: `_{TENANT_ID}.${field}`,
            namespace: index === 0 ? new Reference(of("namespace"), "code") : "Email",
            isPrimary: index === 0,
          })),
        }),
      },
    },
    {
      name: of("dataset"),
      kind: "dataset",
      inputs: {
        name: `${name} dataset`,
        ...described,
        schemaRef: { id: new Reference(of("schema")) },
        ...(tags !== undefined && { tags }),
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
        data: { format: anew ? "delimited" : "json" },
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
        ...(state !== undefined && { state }),
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
  if (!everyKind) return declarations;
  return [
    namespaceOf(wanted, described),
    ...declarations,
    accountOf(wanted, described),
    ...managedElsewhere(name, fields, described, titled("other schema")),
  ];
}

function namespaceOf({ name, anew = false }: Pipeline, described: Properties): Declaration {
  const code = `${name}${anew ? "Client" : "Customer"}`;
  return {
    name: `${name}-namespace`,
    kind: "identityNamespace",
    inputs: { name: `${name} customers`, ...described, code, idType: "Cross_device" },
  };
}

/** An identity by itself, as on a schema that another team manages. */
function managedElsewhere(
  name: string,
  [field]: readonly string[],
  described: Properties,
  title: string,
): Declaration[] {
  const schema = `${name}-other-schema`;
  return [
    {
      name: schema,
      kind: "schema",
      inputs: {
        title,
        ...described,
        class: "experienceevent",
        fieldGroups: [new Reference(`${name}-fields`)],
      },
    },
    {
      name: `${name}-identity`,
      kind: "identityDescriptor",
      inputs: {
        sourceSchema: new Reference(schema),
        sourceProperty: `_{TENANT_ID}.${field}`,
        namespace: new Reference(`${name}-namespace`, "code"),
        // So that it changes, too, when the others are described.
        isPrimary: !("description" in described),
      },
    },
  ];
}

function accountOf(
  { name, password = "password-of-the-exam", testsAccount = false, anew = false }: Pipeline,
  described: Properties,
): Declaration {
  const server = { host: "sftp.example.com", userName: "reader" };
  const auth = anew
    ? {
        specName: "SSH PublicKey Authentication for sftp",
        params: { ...server, privateKeyContent: "key-of-the-exam" },
      }
    : { specName: "Basic Authentication for sftp", params: { ...server, password } };
  return {
    name: `${name}-account`,
    kind: "baseConnection",
    inputs: {
      name: `${name} account`,
      ...described,
      connectionSpec: "sftp",
      auth,
      ...(testsAccount && { testConnection: true }),
    },
  };
}
