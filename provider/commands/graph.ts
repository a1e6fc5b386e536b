import { listDataSets } from "../api/catalog";
import type { Client } from "../api/client";
import type { FlowItem } from "../api/flow-service";
import { listSchemas } from "../api/schema-registry";
import { SOURCES } from "../catalogue/sources";
import { listConnections } from "../lookups/find-connection";
import { listFlows, pinnedMapping } from "../lookups/find-flow";
import { type CommonOptions, command } from "./command";
import { findFlowByWord } from "./flow-word";
import { printable } from "./text";

interface GraphOptions extends CommonOptions {
  readonly flow?: string;
}

type Kind = "account" | "source" | "flow" | "target" | "dataset" | "schema";

interface Node {
  readonly kind: Kind;
  readonly id: string;
  readonly name: string;
}

interface Edge {
  /** Ids. */
  readonly from: string;
  readonly to: string;
  readonly label?: string;
}

export interface Graph {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

/** The dataflows of a sandbox as a drawing. */
export const graph = command<GraphOptions>(
  {
    name: "graph",
    summary: "Draw the dataflows of the sandbox, from account to schema, in Mermaid's language.",
    examples: ["graph", 'graph --flow "Orders, hourly" > orders.mmd'],
    exitCodes: { 0: "drawn" },
  },
  async ({ options, terminal, platform }) => {
    const { client } = await platform();
    const drawn = await terminal.during(() => "Reading the sandbox", readGraph(client, options.flow));
    if (options.json) terminal.writeJson(drawn);
    else terminal.write(mermaid(drawn));
    return 0;
  },
  (declared) => declared.option("--flow <name or id>", "one flow only"),
);

async function readGraph(client: Client, word: string | undefined): Promise<Graph> {
  const [flows, sources, targets, accounts, datasets, schemas] = await Promise.all([
    word === undefined ? listFlows(client) : findFlowByWord(client, word).then((flow) => [flow]),
    listConnections(client, "source"),
    listConnections(client, "target"),
    listConnections(client, "base"),
    listDataSets(client, { attempt: "list the datasets" }),
    listSchemas(client, { attempt: "list the schemas" }),
  ]);
  const nodes = new Map<string, Node>();
  const edges = new Map<string, Edge>();
  const nameOf = new Map<string, string | undefined>([
    ...[...sources, ...targets, ...accounts].map(({ id, name }) => [id, name] as const),
    ...datasets.map(({ id, live }) => [id, live.name] as const),
    ...schemas.map(({ $id, title }) => [$id, title] as const),
  ]);
  const node = (kind: Kind, id: string, detail = "") => {
    nodes.set(id, { kind, id, name: `${nameOf.get(id) ?? id}${detail}` });
  };
  const edge = (from: string, to: string, label?: string) => {
    edges.set(`${from} ${to}`, { from, to, ...(label !== undefined && { label }) });
  };
  for (const flow of flows) {
    nameOf.set(flow.id, flow.name);
    for (const id of flow.sourceConnectionIds ?? []) {
      const source = sources.find((each) => each.id === id);
      if (source?.baseConnectionId !== undefined) {
        node("account", source.baseConnectionId);
        edge(source.baseConnectionId, id);
      }
      node("source", id, sourceDetail(source?.connectionSpec?.id));
      edge(id, flow.id);
    }
    node("flow", flow.id, flow.state === undefined || flow.state === "enabled" ? "" : ` (${flow.state})`);
    for (const id of flow.targetConnectionIds ?? []) {
      node("target", id);
      edge(flow.id, id, mappingLabel(flow));
      const datasetId = targets.find((each) => each.id === id)?.params?.dataSetId;
      if (typeof datasetId !== "string") continue;
      node("dataset", datasetId);
      edge(id, datasetId);
      const schemaId = datasets.find((each) => each.id === datasetId)?.live.schemaRef?.id;
      if (schemaId === undefined) continue;
      node("schema", schemaId);
      edge(datasetId, schemaId);
    }
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

function sourceDetail(connectionSpecId: string | undefined): string {
  const known = Object.values(SOURCES).find((each) => each.connectionSpecId === connectionSpecId);
  return known === undefined ? "" : ` (${known.title})`;
}

function mappingLabel(flow: FlowItem): string | undefined {
  const pinned = pinnedMapping(flow);
  if (pinned === undefined) return undefined;
  return `mapping ${pinned.mappingId.slice(0, 8)} v${pinned.mappingVersion ?? "?"}`;
}

/** How each kind is drawn: https://mermaid.js.org/syntax/flowchart.html, "Node shapes". */
const SHAPES: Readonly<Record<Kind, readonly [open: string, close: string]>> = {
  account: ["([", "])"],
  source: ["[/", "/]"],
  flow: ["[[", "]]"],
  target: ["[\\", "\\]"],
  dataset: ["[(", ")]"],
  schema: ["{{", "}}"],
};

/** Ids are numbered: Mermaid takes neither URIs nor words such as "end". */
export function mermaid({ nodes, edges }: Graph): string {
  const numbers = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  return [
    "flowchart LR",
    ...nodes.map(({ kind, id, name }) => {
      const [open, close] = SHAPES[kind];
      return `  ${numbers.get(id)}${open}"${escaped(`${kind}: ${name}`)}"${close}`;
    }),
    ...edges.map(({ from, to, label }) => {
      const arrow = label === undefined ? "-->" : `-- "${escaped(label)}" -->`;
      return `  ${numbers.get(from)} ${arrow} ${numbers.get(to)}`;
    }),
  ].join("\n");
}

/** Mermaid reads what HTML does (its "Entity codes to escape characters"). */
function escaped(text: string): string {
  return printable(text)
    .replaceAll("&", "#amp;")
    .replaceAll('"', "#quot;")
    .replaceAll("<", "#lt;")
    .replaceAll(">", "#gt;");
}
