import { run } from "./load.mjs";
import { create, creatingConnections, timePages, withPipeline } from "./measures.mjs";
import { dataset, paths, sourceConnection } from "./pipeline.mjs";

/** @typedef {import("./client.mjs").Client} Client */

const objects = 10_000;
const pageLength = 100;
const lastStart = objects - pageLength;

/**
 * What the last pages of filtered and ordered lists cost, by the first ones.
 * @returns {Promise<import("./measures.mjs").Figures>}
 */
export function measureSortedLists() {
  return withPipeline(async (client, { schemaId }) => {
    await create(client, `${paths.flow}/sourceConnections`, sourceConnection, objects);
    await create(client, `${paths.catalog}/dataSets`, dataset(schemaId), objects);
    await createDataTypes(client);
    const sources = `${paths.flow}/sourceConnections?limit=${pageLength}`;
    const dataSets = `${paths.catalog}/dataSets?limit=${pageLength}`;
    const dataTypes = `${paths.registry}/tenant/datatypes?limit=${pageLength}&orderby=title`;
    return {
      orderedFlowPages: await ratio(client, await flowPages(client, `${sources}&orderby=-createdAt`)),
      filteredFlowPages: await ratio(client, await flowPages(client, `${sources}&property=state==enabled`)),
      orderedCatalogPages: await ratio(client, startPages(`${dataSets}&orderBy=desc:created`)),
      filteredCatalogPages: await ratio(client, startPages(`${dataSets}&property=created>0`)),
      registryPages: await ratio(
        client,
        {
          first: [dataTypes],
          last: [`${dataTypes}&start=${encodeURIComponent(titleOf(lastStart - 1))}`],
        },
        { accept: "application/vnd.adobe.xed+json" },
      ),
    };
  });
}

/**
 * @param {Client} client
 * @param {{ first: string[], last: string[] }} pages
 * @param {Record<string, string>} [headers]
 */
async function ratio(client, pages, headers) {
  const { first, last } = await timePages(client, pages, headers);
  return last / first;
}

/** @param {string} path */
function startPages(path) {
  return { first: [`${path}&start=0`], last: [`${path}&start=${lastStart}`] };
}

/**
 * The second page, as the first one of an ordered list is where its order is found, and the last full one.
 * @param {Client} client
 * @param {string} path
 */
async function flowPages(client, path) {
  const links = [];
  for (let link = path; link !== ""; ) {
    links.push(link);
    const page = await client.send(client.message("GET", link));
    const next = /"next":\{"href":"([^"]+)"/.exec(page.body.toString("utf8").slice(-2000))?.[1];
    link = next === undefined ? "" : `${paths.flow}${next}`;
  }
  return { first: links.slice(1, 2), last: links.slice(-2, -1) };
}

/** @param {number} index */
function titleOf(index) {
  return `Data type ${String(index).padStart(6, "0")}`;
}

/** @param {Client} client */
async function createDataTypes(client) {
  const path = `${paths.registry}/tenant/datatypes`;
  await run(client.url, {
    connections: creatingConnections,
    count: objects,
    next: (index) =>
      client.message("POST", path, {
        type: "object",
        title: titleOf(index),
        description: "",
        properties: { street: { type: "string" } },
      }),
  });
}
