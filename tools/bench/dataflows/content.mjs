// What the store holds after a run, without ids and times, so that contenders can be compared.
import { createHash } from "node:crypto";
import { headersWith, STEPS, tokenFor } from "./objects.mjs";

/**
 * Follows every flow to its ends. Equal digests: equal dataflows, and as many objects of each kind.
 * @param {string} url
 * @param {number} expected dataflows
 * @returns {Promise<string>}
 */
export async function contentDigest(url, expected) {
  const headers = {
    ...headersWith(await tokenFor(url, "judge")),
    Accept: "application/vnd.adobe.xed+json; version=1",
  };
  const get = async (/** @type {string} */ path) =>
    JSON.parse(await (await fetch(url + path, { headers })).text());
  const one = async (/** @type {string} */ step, /** @type {string} */ id) =>
    get(`${STEPS.find(({ name }) => name === step)?.path}/${encodeURIComponent(id)}`);

  const flows = await allFlows(get);
  if (flows.length !== expected) return `${flows.length} of ${expected} dataflows`;
  const dataflows = await Promise.all(
    flows.map(async ({ name, flowSpec, sourceConnectionIds, targetConnectionIds, transformations }) => {
      const source = (await one("source", sourceConnectionIds[0])).items[0];
      const target = (await one("target", targetConnectionIds[0])).items[0];
      const datasetId = target.params.dataSetId;
      const dataset = (await one("dataset", datasetId))[datasetId];
      const schema = await one("schema", dataset.schemaRef.id);
      const groups = schema.allOf.filter((/** @type {{ $ref: string }} */ { $ref }) =>
        $ref.includes("/mixins/"),
      );
      const fieldGroup = await one("fieldGroup", groups[0].$ref);
      const mapping = await one("mapping", transformations[0].params.mappingId);
      return JSON.stringify({
        flow: [name, flowSpec.id],
        source: [source.name, source.connectionSpec.id, source.data],
        target: [target.name, target.connectionSpec.id, target.data.schema.id === schema.$id],
        dataset: dataset.name,
        schema: [schema.title, schema["meta:class"]],
        fieldGroup: [
          fieldGroup.title,
          Object.keys(fieldGroup.definitions.customFields.properties._extconndev.properties).sort(),
        ],
        mappings: mapping.mappings
          .map((/** @type {{ source: string, destination: string }} */ each) => [
            each.source,
            each.destination,
          ])
          .sort(),
      });
    }),
  );
  const { organizations } = await get("/_emulator/state");
  const counts = organizations["EMULATOR@AdobeOrg"]?.dev?.counts;
  return createHash("sha256")
    .update(JSON.stringify([dataflows.sort(), counts]))
    .digest("hex");
}

/** @param {(path: string) => Promise<any>} get */
async function allFlows(get) {
  const flows = [];
  let query = "?limit=100";
  while (query !== "") {
    const { items, _links: links } = await get(`${STEPS.at(-1)?.path}${query}`);
    flows.push(...items);
    const next = links?.next?.href;
    query = next === undefined ? "" : next.slice(next.indexOf("?"));
  }
  return flows;
}
