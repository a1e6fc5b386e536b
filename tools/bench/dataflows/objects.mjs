// The tutorial's calls for one dataflow, as every contender of the benchmark makes them.

/**
 * @typedef {object} Step one object of a dataflow
 * @property {string} name
 * @property {string[]} needs steps whose ids stand in the body as `{{name}}`
 * @property {string} path
 * @property {(dataflow: number) => unknown} body
 * @property {RegExp} id finds the id in the answer's text
 */

const registry = "/data/foundation/schemaregistry/tenant";
const flowService = "/data/foundation/flowservice";
const eventClass = "https://ns.adobe.com/xdm/context/experienceevent";
const contentType = "application/vnd.adobe.xed-full+json;version=1";
export const fields = ["customer", "email", "event", "metric", "channel", "campaign"];

const registryId = /"\$id":"([^"]+)"/;
const plainId = /"id":"([^"]+)"/;

/** @type {readonly Step[]} */
export const STEPS = [
  {
    name: "source",
    needs: [],
    path: `${flowService}/sourceConnections`,
    id: plainId,
    body: (dataflow) => ({
      name: `Source ${dataflow}`,
      providerId: "521eee4d-8cbe-4906-bb48-fb6bd4450033",
      connectionSpec: { id: "96479064-7b8a-4d69-b9ed-21c5683837ea", version: "1.0" },
      data: { format: "json" },
    }),
  },
  {
    name: "fieldGroup",
    needs: [],
    path: `${registry}/fieldgroups`,
    id: registryId,
    body: (dataflow) => ({
      type: "object",
      title: `Fields ${dataflow}`,
      "meta:intendedToExtend": [eventClass],
      definitions: {
        customFields: {
          type: "object",
          properties: {
            _extconndev: {
              type: "object",
              properties: Object.fromEntries(fields.map((field) => [field, { type: "string" }])),
            },
          },
        },
      },
      allOf: [{ $ref: "#/definitions/customFields" }],
    }),
  },
  {
    name: "schema",
    needs: ["fieldGroup"],
    path: `${registry}/schemas`,
    id: registryId,
    body: (dataflow) => ({
      type: "object",
      title: `Schema ${dataflow}`,
      allOf: [{ $ref: eventClass }, { $ref: "{{fieldGroup}}" }],
    }),
  },
  {
    name: "dataset",
    needs: ["schema"],
    path: "/data/foundation/catalog/dataSets",
    id: /@\/dataSets\/([^"]+)/,
    body: (dataflow) => ({ name: `Dataset ${dataflow}`, schemaRef: { id: "{{schema}}", contentType } }),
  },
  {
    name: "mapping",
    needs: ["schema"],
    path: "/data/foundation/conversion/mappingSets",
    id: plainId,
    body: (dataflow) => ({
      name: `Mapping ${dataflow}`,
      outputSchema: { schemaRef: { id: "{{schema}}", contentType } },
      mappings: fields.map((field) => ({
        sourceType: "ATTRIBUTE",
        source: `data.${field}`,
        destination: `_extconndev.${field}`,
      })),
    }),
  },
  {
    name: "target",
    needs: ["schema", "dataset"],
    path: `${flowService}/targetConnections`,
    id: plainId,
    body: (dataflow) => ({
      name: `Target ${dataflow}`,
      connectionSpec: { id: "c604ff05-7f1a-43c0-8e18-33bf874cb11c", version: "1.0" },
      data: { format: "json", schema: { id: "{{schema}}", version: contentType } },
      params: { dataSetId: "{{dataset}}" },
    }),
  },
  {
    name: "flow",
    needs: ["source", "target", "mapping"],
    path: `${flowService}/flows`,
    id: plainId,
    body: (dataflow) => ({
      name: `Flow ${dataflow}`,
      flowSpec: { id: "e77fde5a-22a8-11ed-861d-0242ac120002", version: "1.0" },
      sourceConnectionIds: ["{{source}}"],
      targetConnectionIds: ["{{target}}"],
      transformations: [{ name: "Mapping", params: { mappingId: "{{mapping}}", mappingVersion: 0 } }],
    }),
  },
];

/** Where a new flow shows the address that events are posted to. */
export const flowPath = `${flowService}/flows`;

/**
 * @param {Step} step
 * @param {number} dataflow
 * @param {Readonly<Record<string, string>>} ids of the steps before, by name
 */
export function bodyOf({ body }, dataflow, ids) {
  return JSON.stringify(body(dataflow)).replace(/\{\{(\w+)\}\}/g, (_all, name) => ids[name] ?? "");
}

/**
 * @param {Step} step
 * @param {string} answer
 */
export function idIn({ id, name }, answer) {
  const found = id.exec(answer)?.[1];
  if (found === undefined) throw new Error(`The answer to the ${name} has no id: ${answer}`);
  return found;
}

/** @param {string} token */
export function headersWith(token) {
  return {
    Authorization: `Bearer ${token}`,
    "x-api-key": "bench",
    "x-gw-ims-org-id": "EMULATOR@AdobeOrg",
    "x-sandbox-name": "dev",
    "Content-Type": "application/json",
  };
}

/**
 * @param {string} url
 * @param {string} clientId
 * @returns {Promise<string>}
 */
export async function tokenFor(url, clientId) {
  const form = { grant_type: "client_credentials", client_id: clientId, client_secret: "x" };
  const answer = await fetch(`${url}/ims/token/v3`, { method: "POST", body: new URLSearchParams(form) });
  return JSON.parse(await answer.text()).access_token;
}
