import { type Bench, paths } from "../client";
import { flips, person } from "../expression-flips";
import { makeXdmInlet } from "../http-api";
import { probe, type SwitchProbes } from "./switch-probe";

const { dataPrep } = paths;
const validate = `${dataPrep}/languages/el/validate`;

/** What mappings make of a record, for a schema with constraints. */
async function preview({ client }: Bench, data: unknown, ...mappings: readonly object[]): Promise<unknown> {
  const { schemaId } = await makeXdmInlet(client);
  const schemaRef = { id: schemaId, contentType: "application/vnd.adobe.xed-full+json;version=1" };
  const mappingSet = { outputSchema: { schemaRef }, mappings };
  return (await client.post(`${dataPrep}/mappingSets/preview`, { data, mappingSet })).body;
}

const path = (source: string, destination: string) => ({ sourceType: "ATTRIBUTE", source, destination });
const text = "_extconndev.name";

/** What an expression gives for the record of the expressions' own tests. */
async function resultOf({ client }: Bench, expression: string): Promise<unknown> {
  const mappings = [{ sourceType: "EXPRESSION", source: expression, destination: "value" }];
  const sample = { data: person, mappingSet: { mappings } };
  return (await client.post(`${dataPrep}/mappingSets/preview`, sample)).body;
}

const languageProbes = Object.fromEntries(
  [...new Set(flips.map(([assignment]) => assignment.split("=")[0] ?? ""))].map((id) => [
    id,
    probe(async (bench) => {
      const own = flips.filter(([assignment]) => assignment.startsWith(`${id}=`));
      return Promise.all(own.map(([, expression]) => resultOf(bench, expression)));
    }),
  ]),
);

/** Of the ledger's area Data Prep expressions. */
export const expressionProbes: SwitchProbes = {
  ...languageProbes,
  nullSource: probe((bench) => preview(bench, {}, path("none", text))),
  unfitConstraint: probe((bench) => preview(bench, { code: "zh-1" }, path("code", "_extconndev.code"))),
  objectCopy: probe((bench) =>
    preview(bench, { name: "Ada", all: { flag: true } }, path("name", text), path("all", "_extconndev")),
  ),
  expressionAnswer: probe(async ({ client }) => (await client.post(validate, { expression: "1" })).body),
  invalidExpressionStatus: probe(
    async ({ client }) => (await client.post(validate, { expression: "lower(" })).status,
  ),
  invalidExpressionStored: probe(async ({ client }) => {
    const { schemaId } = await makeXdmInlet(client);
    const schemaRef = { id: schemaId, contentType: "application/vnd.adobe.xed-full+json;version=1" };
    const mappings = [{ sourceType: "EXPRESSION", source: "lower(", destination: text }];
    return (await client.post(`${dataPrep}/mappingSets`, { outputSchema: { schemaRef }, mappings })).status;
  }),
};
