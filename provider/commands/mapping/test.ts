import type { Client } from "../../api/client";
import { getMappingSet, type MappingSetItem } from "../../api/data-prep";
import type { FlowItem } from "../../api/flow-service";
import { type Complaint, type Preview, previewMappings, validateMappings } from "../../api/mapping-trial";
import type { JsonObject } from "../../api/values";
import { requiredMapping } from "../../lookups/find-flow";
import { findMappingSet } from "../../lookups/find-mapping-set";
import { type CanonicalMapping, toCanonical } from "../../resources/canonical-mapping";
import { DEFAULT_SCHEMA_CONTENT_TYPE } from "../../resources/references";
import { type CommonOptions, command } from "../command";
import { findFlowByWord, flowTitle } from "../flow-word";
import type { Terminal } from "../terminal";
import { counted, printable, table, wrapped } from "../text";
import { readSamples } from "./samples";

interface TestOptions extends CommonOptions {
  readonly sample: string;
}

/** A mapping set and what AEP says about it. */
interface Trial {
  readonly set: MappingSetItem;
  readonly mappings: readonly CanonicalMapping[];
  /** Per mapping. */
  readonly verdicts: readonly (readonly Complaint[])[];
  /** Per sample. */
  readonly previews: readonly Preview[];
  readonly flow?: FlowItem;
  /** The newest version of the set, where the flow runs another one. */
  readonly newest?: number;
}

/** Adobe's guides, after creating or updating a streaming dataflow. */
const PAUSE =
  "When a live flow is changed, Adobe advises to pause ingestion for five minutes, so that no event meets the old and the new mapping at once.";

const MAPPING_SET_ID = /^[0-9a-f]{32}$/i;

/** What a mapping set makes of sample records, by AEP's own validation and preview. */
export const mappingTest = command<TestOptions>(
  {
    name: "test",
    summary:
      "Show what a mapping set makes of sample records, by AEP's own validation and preview. Never writes.",
    examples: [
      'mapping test "Orders, hourly" --sample orders.json',
      "mapping test 394bec970d54410b98e1d4c55a3843ca --sample orders.jsonl",
    ],
    exitCodes: {
      0: "every mapping is valid, and every sample went through",
      1: "a mapping is not valid",
      2: "all are valid, but a sample met an error",
    },
  },
  async ({ words: [word = ""], options, terminal, platform }) => {
    const samples = await readSamples(options.sample);
    const { client } = await platform();
    const trial = await terminal.during(() => "Trying the mapping set", tryMapping(client, word, samples));
    if (options.json) terminal.writeJson(asJson(trial, samples));
    else print(trial, samples.length, terminal);
    if (trial.verdicts.some(({ length }) => length > 0)) return 1;
    return trial.previews.some(({ complaints }) => complaints.length > 0) ? 2 : 0;
  },
  (declared) =>
    declared
      .argument("<flow or mapping set>", "name or id of a flow, or id of a mapping set")
      .requiredOption("--sample <file>", "records: a JSON object, a list of them, or one per line"),
);

async function tryMapping(client: Client, word: string, samples: readonly JsonObject[]): Promise<Trial> {
  const found = await findSet(client, word);
  const mappings = (found.set.mappings ?? []).map(toCanonical);
  const body = { outputSchema: outputSchemaOf(found.set), mappings };
  const [verdicts, previews] = await Promise.all([
    validateMappings(client, body),
    previewMappings(client, body, samples),
  ]);
  return { ...found, mappings, verdicts, previews };
}

/** A flow is tried with the version that it runs. */
async function findSet(client: Client, word: string): Promise<Pick<Trial, "set" | "flow" | "newest">> {
  if (MAPPING_SET_ID.test(word)) return { set: await findMappingSet(client, { id: word }) };
  const flow = await findFlowByWord(client, word);
  const { mappingId, mappingVersion } = requiredMapping(flow);
  const [set, newest] = await Promise.all([
    findMappingSet(client, {
      id: mappingId,
      ...(mappingVersion !== undefined && { version: mappingVersion }),
    }),
    getMappingSet(client, mappingId),
  ]);
  const isBehind = newest !== undefined && newest.version > set.version;
  return { set, flow, ...(isBehind && { newest: newest.version }) };
}

function outputSchemaOf({ outputSchema, xdmSchema }: MappingSetItem): JsonObject {
  const { id = xdmSchema ?? "", contentType = DEFAULT_SCHEMA_CONTENT_TYPE } = outputSchema?.schemaRef ?? {};
  return { schemaRef: { id, contentType } };
}

function print(trial: Trial, samples: number, terminal: Terminal): void {
  const { set, mappings, verdicts, previews, flow, newest } = trial;
  const width = terminal.width;
  const whose = flow === undefined ? "" : `, which the flow ${printable(flowTitle(flow))} runs`;
  for (const line of wrapped(`Mapping set ${set.id}, version ${set.version}${whose}`, "", width))
    terminal.write(line);
  terminal.write("");
  const [head = "", ...rows] = table(
    [{ title: "" }, { title: "SOURCE", shrinks: true }, { title: "DESTINATION", shrinks: true }],
    mappings.map(({ source, destination }, index) => [
      verdicts[index]?.length ? "wrong" : "ok",
      source,
      destination,
    ]),
    width,
  );
  terminal.write(terminal.style("dim", head));
  rows.forEach((row, index) => {
    const complaints = verdicts[index] ?? [];
    terminal.write(complaints.length === 0 ? row : terminal.style("red", row));
    for (const { message } of complaints)
      for (const line of wrapped(message, "       ", width)) terminal.write(line);
  });
  previews.forEach(({ data, complaints }, index) => {
    terminal.write(`\n${terminal.style("bold", `Sample ${index + 1} of ${samples}`)} becomes`);
    for (const line of JSON.stringify(data, null, 2).split("\n")) terminal.write(`  ${line}`);
    for (const line of complaints.flatMap((complaint) => inLines(complaint, width)))
      terminal.write(terminal.style("yellow", line));
  });
  terminal.write("");
  const behind =
    newest === undefined
      ? ""
      : `The mapping set has the version ${newest} by now, which this flow does not run yet. `;
  for (const line of wrapped(`${behind}Nothing was written. ${flow === undefined ? "" : PAUSE}`, "", width))
    terminal.write(line);
  const bad = previews.filter(({ complaints }) => complaints.length > 0).length;
  if (bad > 0) terminal.note(`${counted(bad, "sample")} met errors.`);
}

function inLines({ destination, message }: Complaint, width: number): string[] {
  const isNamed = destination === undefined || message.startsWith(destination);
  const [first = "", ...rest] = wrapped(isNamed ? message : `${destination}: ${message}`, "    ", width);
  return [`  ! ${first.trimStart()}`, ...rest];
}

function asJson(
  { set, mappings, verdicts, previews, flow, newest }: Trial,
  samples: readonly JsonObject[],
): object {
  return {
    mappingSet: { id: set.id, version: set.version, ...(newest !== undefined && { newestVersion: newest }) },
    ...(flow !== undefined && { flow: { id: flow.id, name: flow.name } }),
    mappings: mappings.map((mapping, index) => ({ ...mapping, errors: verdicts[index] ?? [] })),
    samples: previews.map(({ data, complaints }, index) => ({
      sample: samples[index],
      result: data,
      errors: complaints,
    })),
  };
}
