import { isObject, type Json } from "../api/values";
import { configurationCommands, credentialsOf, printAuthentication } from "./credentials";
import { keysOf, referenceKey, referencesOf } from "./exported-kinds";
import type { Declaration, Section } from "./plan";
import { printComment, printName, printValue } from "./print-value";

export interface ProgramOptions {
  /** For the heading. */
  readonly sandbox: string;
  /** Whether each resource takes its object over by itself, instead of `pulumi import`. */
  readonly adopt: boolean;
}

/** The program, as TypeScript. */
export function printProgram(sections: readonly Section[], { sandbox, adopt }: ProgramOptions): string {
  const declarations = sections.flatMap((section) => section.declarations);
  const declared: Declared = {
    byId: new Map(declarations.map((each) => [each.id, each])),
    byKey: new Map(declarations.flatMap((each) => keysOf(each).map((key) => [key, each] as const))),
  };
  const hasCredentials = declarations.some((each) => credentialsOf(each) !== undefined);
  const heading = [
    ...(hasCredentials
      ? [printComment('import * as pulumi from "@pulumi/pulumi"; // For the credentials below.')]
      : []),
    'import * as aep from "pulumi-aep";',
    "",
    printComment(`The dataflows of the sandbox "${sandbox}", as pulumi-aep export found them.`),
    ...(hasCredentials
      ? [
          printComment(
            "AEP shows no credentials: those of the accounts stay as they are, until they are declared.",
          ),
        ]
      : []),
    ...(hasCredentials ? [printComment("const config = new pulumi.Config();")] : []),
    ...(adopt
      ? [
          printComment(
            "The first `pulumi up` takes over what each `adopt` names, and writes nothing. Once it has, these",
          ),
          printComment("arguments may go: then nothing is protected any more, but for datasets."),
        ]
      : [
          "",
          printComment(
            "As after every `pulumi import`, nothing may be deleted. Once that shall be possible, say false here,",
          ),
          printComment("or take it away from a single resource."),
          "const protect = true;",
        ]),
  ];
  const parts = sections.flatMap((section) => [
    "",
    printComment(`--- ${section.title} ---`),
    ...section.declarations.flatMap((each) => ["", ...printDeclaration(each, declared, adopt)]),
  ]);
  return `${[...heading, ...parts].join("\n")}\n`;
}

interface Declared {
  readonly byId: ReadonlyMap<string, Declaration>;
  readonly byKey: ReadonlyMap<string, Declaration>;
}

function printDeclaration(declaration: Declaration, declared: Declared, adopt: boolean): string[] {
  const { kind, variable, resourceName, args, id, remarks } = declaration;
  const reference = (value: Json, name: string) => printReference(value, name, declared, declaration);
  const properties = Object.entries({ ...(adopt && { adopt: id }), ...args }).map(([name, value]) => {
    const isOwnId = adopt && name === "adopt";
    const text = isOwnId
      ? JSON.stringify(value)
      : printValue(value, name, { reference, taken: name.length + 3 }, "  ");
    return `  ${printName(name)}: ${text},`;
  });
  const credentials = credentialsOf(declaration);
  return [
    ...remarks.map(({ property, reason }) => printComment(`Left out: ${property} ${reason}.`)),
    `const ${variable} = new aep.${kind.name}(${JSON.stringify(resourceName)}, {`,
    ...properties,
    ...(credentials === undefined
      ? []
      : [
          ...configurationCommands(credentials).map((line) => `  ${printComment(line)}`),
          ...printAuthentication(credentials).map((line) => `  // ${line}`),
        ]),
    adopt ? "});" : "}, { protect });",
  ];
}

/** Objects of the program are referred to by their variables; the newest version of a mapping set follows it. */
function printReference(
  value: Json,
  property: string,
  { byId, byKey }: Declared,
  user: Declaration,
): string | undefined {
  if (typeof value !== "string") {
    const mapping = mappingOf(value, byId);
    return mapping === undefined ? undefined : `${mapping.variable}.asTransformation()`;
  }
  const target = byId.get(value);
  if (target !== undefined && target !== user) return `${target.variable}.id`;
  const reference = referencesOf(user.kind).find(
    ({ by, path }) => by !== undefined && path.endsWith(`.${property}`),
  );
  const named = reference === undefined ? undefined : byKey.get(referenceKey(reference, value));
  // What is told apart without regard to letter case is written as it is, unless it is the same in any case.
  const isSame = reference?.by !== undefined && named?.args[reference.by] === value;
  return isSame && named !== undefined ? `${named.variable}.${reference.by}` : undefined;
}

function mappingOf(step: Json, byId: ReadonlyMap<string, Declaration>): Declaration | undefined {
  if (!isObject(step) || step.name !== "Mapping" || !isObject(step.params)) return undefined;
  const { mappingId, mappingVersion, ...others } = step.params;
  const mapping = typeof mappingId === "string" ? byId.get(mappingId) : undefined;
  if (mapping === undefined || Object.keys(others).length > 0 || Object.keys(step).length > 2)
    return undefined;
  return "version" in mapping.live && mapping.live.version === mappingVersion ? mapping : undefined;
}
