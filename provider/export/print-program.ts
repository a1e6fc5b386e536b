import { isObject, type Json, type JsonObject } from "../api/values";
import { configurationCommands, credentialsOf, printAuthentication } from "./credentials";
import { keysOf, referenceKey, referencesOf } from "./exported-kinds";
import { type Declaration, isFlow, type Section } from "./plan";
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
    'import * as aep from "pulumi-aep";',
    "",
    printComment(`The dataflows of the sandbox "${sandbox}", as pulumi-aep export found them.`),
    "",
    ...(adopt ? ADOPTING : PROTECTING),
    ...(hasCredentials ? WITHOUT_CREDENTIALS : []),
  ];
  const parts = sections.flatMap((section) => [
    "",
    printComment(`--- ${section.title} ---`),
    ...section.declarations.flatMap((each) => ["", ...printDeclaration(each, declared, adopt)]),
  ]);
  return `${[...heading, ...parts].join("\n")}\n`;
}

const ADOPTING = [
  "// The first `pulumi up` takes over what each `adopt` names, and writes nothing. Once it has, these arguments may go;",
  "// as long as they are there, the objects are protected from deletion.",
];

const PROTECTING = [
  "// As after every `pulumi import`, nothing may be deleted. Say false to allow it, or take the option away from what",
  "// this program may delete.",
  "const protect = true;",
];

const WITHOUT_CREDENTIALS = [
  "",
  "// AEP shows no credentials: those of the accounts stay as they are. To declare them, uncomment them with these lines:",
  '// import * as pulumi from "@pulumi/pulumi";',
  "// const config = new pulumi.Config();",
];

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
    ...olderVersions(args, declared.byId).map(printComment),
    // Nothing refers to a flow.
    `${isFlow(declaration) ? "" : `const ${variable} = `}new aep.${kind.name}(${JSON.stringify(resourceName)}, {`,
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

/** A flow runs the version of a mapping set that it names, whatever came after. */
function olderVersions({ transformations }: JsonObject, byId: ReadonlyMap<string, Declaration>): string[] {
  return (Array.isArray(transformations) ? transformations : []).flatMap((step: Json) => {
    const params = isObject(step) && isObject(step.params) ? step.params : {};
    const mapping = byId.get(String(params.mappingId));
    const newest = mapping !== undefined && "version" in mapping.live ? mapping.live.version : undefined;
    if (mapping === undefined || newest === params.mappingVersion) return [];
    return [
      `It runs version ${String(params.mappingVersion)} of the mapping set, whose newest is ${String(newest)}. ` +
        `To follow it: ${mapping.variable}.asTransformation()`,
    ];
  });
}

function mappingOf(step: Json, byId: ReadonlyMap<string, Declaration>): Declaration | undefined {
  if (!isObject(step) || step.name !== "Mapping" || !isObject(step.params)) return undefined;
  const { mappingId, mappingVersion, ...others } = step.params;
  const mapping = typeof mappingId === "string" ? byId.get(mappingId) : undefined;
  if (mapping === undefined || Object.keys(others).length > 0 || Object.keys(step).length > 2)
    return undefined;
  return "version" in mapping.live && mapping.live.version === mappingVersion ? mapping : undefined;
}
