import type { Client } from "../api/client";
import { type ConnectionSpecItem, connectionSpecs, type FlowSpecItem, flowSpecs } from "../api/specs";
import { FLOW_SPECS } from "../catalogue/flow-specs";
import { DATA_LAKE_CONNECTION_SPEC_ID, SOURCES, sourceBySpec } from "../catalogue/sources";
import { type CommonOptions, command } from "./command";
import type { Terminal } from "./terminal";
import { counted, table, wrapped } from "./text";

/** The version that every spec of the catalogue has. */
const VERSION = "1.0";

/** How an entry differs: AEP lacks it, has it otherwise, or the catalogue lacks it. */
type Difference = "missing" | "different" | "new";

interface Finding {
  readonly what: "connection spec" | "flow spec";
  readonly difference: Difference;
  /** In the catalogue; in AEP for what is new. */
  readonly name: string;
  readonly id: string;
  /** Says it in a sentence. */
  readonly detail: string;
}

interface Comparison {
  readonly compared: { readonly connectionSpecs: number; readonly flowSpecs: number };
  readonly findings: readonly Finding[];
}

/** The catalogue of this package beside what AEP lists. */
export const sources = command<CommonOptions>(
  {
    name: "sources",
    summary: "Compare the catalogue of sources with the specs that AEP lists.",
    examples: ["sources", "sources --json"],
    exitCodes: {
      0: "they agree",
      1: "something of the catalogue is missing in AEP, or is different there",
      2: "AEP has sources that the catalogue has not; nothing else differs",
    },
  },
  async ({ options, terminal, platform }) => {
    const { client } = await platform();
    const comparison = await terminal.during(() => "Reading the specs", compare(client));
    if (options.json) terminal.writeJson(comparison);
    else print(comparison, terminal);
    const { findings } = comparison;
    if (findings.some(({ difference }) => difference !== "new")) return 1;
    return findings.length > 0 ? 2 : 0;
  },
);

async function compare(client: Client): Promise<Comparison> {
  const [connections, flows] = await Promise.all([connectionSpecs.list(client), flowSpecs.list(client)]);
  return {
    compared: { connectionSpecs: connections.length, flowSpecs: flows.length },
    findings: [
      ...Object.entries(SOURCES).flatMap(([name, source]) =>
        catalogued("connection spec", name, source.connectionSpecId, source.title, connections),
      ),
      ...connections.filter(isUnknownSource).map((spec) => unknown("connection spec", spec)),
      ...Object.entries(FLOW_SPECS).flatMap(([name, { id }]) =>
        catalogued("flow spec", name, id, name, flows),
      ),
      ...Object.entries(SOURCES).flatMap(([name, source]) => unlisted(name, source, connections, flows)),
      ...flows.filter(isUnknownRecipe).map((spec) => unknown("flow spec", spec)),
    ],
  };
}

interface LiveSpec {
  readonly id: string;
  readonly name?: string | undefined;
  readonly version?: string | undefined;
}

function catalogued(
  what: Finding["what"],
  name: string,
  id: string,
  title: string,
  live: readonly LiveSpec[],
): Finding[] {
  const found = live.find((spec) => spec.id === id);
  if (found === undefined) {
    const namesake = live.find((spec) => [name, title].some((each) => alike(each, spec.name)));
    return namesake === undefined
      ? [{ what, difference: "missing", name, id, detail: "AEP does not list it." }]
      : [{ what, difference: "different", name, id, detail: `AEP lists it with the id ${namesake.id}.` }];
  }
  if (found.version === undefined || found.version === VERSION) return [];
  const detail = `AEP lists the version ${found.version}, the catalogue has ${VERSION}.`;
  return [{ what, difference: "different", name, id, detail }];
}

/** A source whose recipe does not take it: flows of it would be refused. */
function unlisted(
  name: string,
  source: (typeof SOURCES)[keyof typeof SOURCES],
  connections: readonly ConnectionSpecItem[],
  flows: readonly FlowSpecItem[],
): Finding[] {
  const { connectionSpecId: id, flowSpec } = source;
  const recipe = flows.find((spec) => spec.id === FLOW_SPECS[flowSpec].id);
  const isListed = connections.some((spec) => spec.id === id);
  if (!isListed || recipe?.sourceConnectionSpecIds?.includes(id) !== false) return [];
  const detail = `The flow spec ${flowSpec}, which the catalogue names for it, does not list it.`;
  return [{ what: "connection spec", difference: "different", name, id, detail }];
}

function unknown(what: Finding["what"], { id, name }: LiveSpec): Finding {
  return { what, difference: "new", name: name ?? id, id, detail: "The catalogue does not have it." };
}

function isUnknownSource({ id, attributes }: ConnectionSpecItem): boolean {
  return (
    attributes?.isSource !== false && id !== DATA_LAKE_CONNECTION_SPEC_ID && sourceBySpec(id) === undefined
  );
}

function isUnknownRecipe({ id, attributes }: FlowSpecItem): boolean {
  const isKnown = Object.values(FLOW_SPECS).some((spec) => spec.id === id);
  return attributes?.isSourceFlow !== false && !isKnown;
}

/** "Customer.io" and "customer-io" */
function alike(left: string, right: string | undefined): boolean {
  const letters = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  return right !== undefined && letters(left) === letters(right);
}

function print({ compared, findings }: Comparison, terminal: Terminal): void {
  const { connectionSpecs: connections, flowSpecs: recipes } = compared;
  terminal.write(
    `AEP lists ${counted(connections, "connection spec")} and ${counted(recipes, "flow spec")}.`,
  );
  if (findings.length === 0) {
    terminal.write("The catalogue agrees with them.");
    return;
  }
  const different = findings.filter(({ difference }) => difference !== "new");
  for (const { what, name, id, difference, detail } of different) {
    terminal.write(terminal.style("red", `\n${difference}: ${what} ${name} (${id})`));
    for (const line of wrapped(detail, "  ", terminal.width)) terminal.write(line);
  }
  const added = findings.filter(({ difference }) => difference === "new");
  if (added.length === 0) return;
  terminal.write("\nNot in the catalogue; to be had by { id, version }:");
  const [head = "", ...rows] = table(
    [{ title: "SPEC", shrinks: true }, { title: "ID" }, { title: "OF" }],
    added.map(({ name, id, what }) => [name, id, what]),
    terminal.width,
  );
  terminal.write(terminal.style("dim", head));
  for (const row of rows) terminal.write(row);
}
