import { SETTINGS } from "../api/settings-table";
import { PACKAGE_VERSION } from "../api/version";
import { configurationCommands, credentialsOf, printAuthentication } from "./credentials";
import { type Destination, printImportFile } from "./import-file";
import { type Declaration, nameOf, type Section } from "./plan";
import { printProgram } from "./print-program";
import { PULUMI_FLOOR } from "./pulumi-version";
import type { LeftObject } from "./read-sandbox";

export interface Export {
  readonly destination: Destination;
  /** Whether the resources take their objects over by `adopt`, instead of `pulumi import`. */
  readonly adopt: boolean;
  readonly sections: readonly Section[];
  readonly left: readonly LeftObject[];
}

export const IMPORT_FILE = "import.json";
const SDK = "^3.248.0";

/** Texts by file name. */
export function projectFiles(exported: Export): Readonly<Record<string, string>> {
  const { destination, adopt, sections } = exported;
  const { project, location } = destination;
  return {
    "index.ts": printProgram(sections, { sandbox: location.sandbox, adopt }),
    "Pulumi.yaml": [
      `name: ${project}`,
      `description: ${JSON.stringify(`Dataflows of the sandbox ${location.sandbox} of Adobe Experience Platform.`)}`,
      "runtime:",
      "  name: nodejs",
      "  options:",
      "    packagemanager: npm",
      "",
    ].join("\n"),
    "package.json": json({
      name: project,
      private: true,
      main: "index.ts",
      dependencies: { "@pulumi/pulumi": SDK, "pulumi-aep": PACKAGE_VERSION },
      devDependencies: { "@types/node": "^20.19.0", typescript: "^5.9.0" },
    }),
    "tsconfig.json": json({
      compilerOptions: {
        target: "ES2022",
        module: "Node16",
        moduleResolution: "Node16",
        strict: true,
        skipLibCheck: true,
        noEmit: true,
      },
      files: ["index.ts"],
    }),
    "README.md": readme(exported),
    ...(!adopt && { [IMPORT_FILE]: printImportFile(declarationsOf(exported), destination) }),
  };
}

export function declarationsOf({ sections }: Pick<Export, "sections">): readonly Declaration[] {
  return sections.flatMap(({ declarations }) => declarations);
}

/** What to do in the folder, line by line. */
export function nextCommands({
  destination,
  adopt,
}: Pick<Export, "destination" | "adopt">): readonly string[] {
  const { stack, location } = destination;
  return [
    "npm install",
    `pulumi stack init ${stack}`,
    `pulumi config set ${SETTINGS.orgId.configKey} ${location.orgId}`,
    `pulumi config set ${SETTINGS.sandbox.configKey} ${location.sandbox}`,
    ...(adopt
      ? ["pulumi up                             # says create, and writes nothing"]
      : [`pulumi import --file ${IMPORT_FILE} --generate-code=false --yes`]),
    "pulumi preview --expect-no-changes",
    ...(adopt
      ? []
      : ["pulumi up                             # records what depends on what; writes nothing"]),
  ];
}

function readme(exported: Export): string {
  const { adopt, left, destination } = exported;
  const declarations = declarationsOf(exported);
  const credentials = declarations.flatMap((each) => credentialsOf(each) ?? []);
  const remarks = declarations.flatMap((each) => each.remarks.map((remark) => ({ ...remark, each })));
  const floor = adopt
    ? []
    : [
        `The import takes Pulumi ${PULUMI_FLOOR} or newer. With an older one, delete this folder and run`,
        "`pulumi-aep export --adopt`: the program then takes the objects over by itself.",
        "",
      ];
  return [
    `# The dataflows of the sandbox ${code(destination.location.sandbox)}`,
    "",
    `${declarations.length} objects, as \`pulumi-aep export\` found them. Taking them over changes nothing in Experience Platform:`,
    "",
    "```sh",
    ...nextCommands(exported),
    "```",
    "",
    "Client id and client secret come from `AEP_CLIENT_ID` and `AEP_CLIENT_SECRET`, or from `pulumi config set aep:clientId`",
    "and `pulumi config set --secret aep:clientSecret`.",
    "",
    ...floor,
    ...section(
      "Credentials",
      "AEP shows no credentials, so the accounts are without. They stay as they are. To have the program set them, set the\n" +
        "values and declare them in `index.ts`; the next `pulumi up` sends all of them.",
      credentials.flatMap((each) => [
        `**${text(nameOf(each.declaration) ?? each.declaration.id)}** (\`${each.declaration.variable}\`)`,
        "",
        ...(each.parameters.length > 0 ? ["```sh", ...configurationCommands(each), "```", ""] : []),
        "```ts",
        ...printAuthentication(each),
        "```",
        "",
      ]),
    ),
    ...section(
      "What is left out",
      "These stay as they are. Where something refers to them, it does so by id.",
      [
        ...left.map(
          ({ kind, id, name, reason }) =>
            `- The ${kind.label} ${name === undefined ? "" : `${text(name)} `}${code(id)}: ${text(reason)}.`,
        ),
        ...remarks.map(
          ({ property, reason, each }) =>
            `- ${code(property)} of the ${each.kind.label} ${text(nameOf(each) ?? each.id)}: ${text(reason)}.`,
        ),
        "",
      ],
      left.length + remarks.length === 0,
    ),
  ].join("\n");
}

function section(
  title: string,
  introduction: string,
  lines: readonly string[],
  isEmpty = lines.length === 0,
): string[] {
  return isEmpty ? [] : [`## ${title}`, "", introduction, "", ...lines];
}

/** Names are free text; in Markdown they are to mean nothing. */
function text(value: string): string {
  return value.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").replace(/[\\`*_[\]<>#|]/g, "\\$&");
}

function code(value: string): string {
  return `\`${value.replace(/[\p{Cc}`\u2028\u2029]+/gu, " ")}\``;
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
