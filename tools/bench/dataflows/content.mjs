// What the store holds after a run, all of it but ids, times and users, so that contenders can be compared.
import { createHash } from "node:crypto";
import { headersWith, STEPS, tokenFor } from "./objects.mjs";

/**
 * Follows every flow to its ends. Equal digests: dataflows that are equal in every value, and as many objects of each kind.
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
    flows.map(async (flow) => {
      const { sourceConnectionIds, targetConnectionIds, transformations } = flow;
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
      const all = { flow, source, target, dataset, schema, fieldGroup, mapping };
      let text = JSON.stringify(all);
      for (const [name, object] of Object.entries(all)) text = text.replaceAll(idOf(object), name);
      return JSON.stringify(declared(JSON.parse(text)));
    }),
  );
  const { organizations } = await get("/_emulator/state");
  const counts = organizations["EMULATOR@AdobeOrg"]?.dev?.counts;
  return createHash("sha256")
    .update(JSON.stringify([dataflows.sort(), counts]))
    .digest("hex");
}

/** Who did something and when, and names that the platform gives; ids of the objects themselves are replaced by their kinds. */
const CHANCE =
  /^(created|updated|modified)(At|By|Client|Date|User)?$|^(etag|providerRefId|viewId|inletUrl|lastOperation|meta:registryMetadata)$/;

/**
 * What somebody declared and what follows from it, in one order.
 * @param {unknown} value
 * @returns {unknown}
 */
function declared(value) {
  if (Array.isArray(value)) {
    const members = value.map(declared);
    return members.sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
  }
  if (typeof value !== "object" || value === null) return value;
  const object = /** @type {Record<string, unknown>} */ (value);
  const entries = Object.entries(object).filter(
    ([name, member]) =>
      !CHANCE.test(name) &&
      // Flow Service's version is its etag; no description is an empty one; the rows of a mapping have ids of their own.
      !(name === "version" && member === object.etag) &&
      member !== "" &&
      !(name === "id" && "destination" in object),
  );
  return Object.fromEntries(
    entries
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, member]) => [name, declared(member)]),
  );
}

/**
 * The part of an id that no other object has: the registry's are addresses.
 * @param {{ id?: string, $id?: string }} object
 */
function idOf({ id, $id = id }) {
  return String($id).slice(String($id).lastIndexOf("/") + 1);
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
