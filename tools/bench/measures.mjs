import { connectClient, json } from "./client.mjs";
import { median, run } from "./load.mjs";
import { dataset, makePipeline, paths, sourceConnection } from "./pipeline.mjs";
import { startServer } from "./server.mjs";

/** @typedef {import("./client.mjs").Client} Client */
/** @typedef {import("./pipeline.mjs").Pipeline} Pipeline */
/** @typedef {Record<string, number | undefined>} Figures by name, see targets.mjs */

/** Enough to keep one core busy; more would only wait in line. */
const connections = 4;

/** To create objects as fast as may be, whatever one creation takes. */
export const creatingConnections = 16;

const mixedRequests = 20_000;
const eventBatches = 300;
const eventsPerBatch = 100;
const fewObjects = 10_000;
const manyObjects = 100_000;
const pageLength = 100;
const timedPages = 25;

/** @returns {Promise<Figures>} */
export async function measureStart() {
  const server = await startServer();
  await server.stop();
  return { startMilliseconds: server.startMilliseconds };
}

/**
 * Six reads, two creations, an update and a deletion in ten requests.
 * @returns {Promise<Figures>}
 */
export function measureMixed() {
  return withPipeline(async (client, pipeline) => {
    await run(client.url, mixedLoad(client, pipeline, mixedRequests / 4));
    const { perSecond, medianMilliseconds } = await run(
      client.url,
      mixedLoad(client, pipeline, mixedRequests),
    );
    return { mixedPerSecond: perSecond, mixedMedianMilliseconds: medianMilliseconds };
  });
}

/** @returns {Promise<Figures>} */
export function measureEvents() {
  return withPipeline(async (client, { flowId, inletPath }) => {
    const messages = Array.from({ length: eventsPerBatch }, (_, index) => ({
      header: { flowId },
      ...event(index),
    }));
    const path = inletPath.replace("/collection/", "/collection/batch/");
    const batch = client.message("POST", path, { messages });
    const load = { connections, next: () => batch };
    await run(client.url, { ...load, count: eventBatches / 3 });
    const { perSecond } = await run(client.url, { ...load, count: eventBatches });
    return { eventsPerSecond: perSecond * eventsPerBatch };
  });
}

/** @returns {Promise<Figures>} */
export function measureMemory() {
  return withPipeline(async (client, _pipeline, residentMegabytes) => {
    await createSources(client, fewObjects);
    return { residentMegabytes: residentMegabytes() };
  });
}

/**
 * Walks through lists of many objects. What a page costs is told apart from the machine's mood by timing pages at the
 * beginning and at the end in turn.
 * @returns {Promise<Figures>}
 */
export function measurePaging() {
  return withPipeline(async (client, { schemaId }) => {
    await createSources(client, manyObjects);
    await create(client, `${paths.catalog}/dataSets`, dataset(schemaId), manyObjects);
    const flow = await timePages(client, await flowPages(client));
    const lastStart = manyObjects - (timedPages + 1) * pageLength;
    const catalog = await timePages(client, {
      first: catalogPages(0),
      last: catalogPages(lastStart),
    });
    return {
      firstPageMilliseconds: flow.first,
      lastPageMilliseconds: flow.last,
      catalogFirstPageMilliseconds: catalog.first,
      catalogLastPageMilliseconds: catalog.last,
    };
  });
}

/**
 * @param {(client: Client, pipeline: Pipeline, residentMegabytes: () => number | undefined) => Promise<Figures>} measure
 * @returns {Promise<Figures>}
 */
export async function withPipeline(measure) {
  const server = await startServer();
  try {
    const client = await connectClient(server.url);
    const figures = await measure(client, await makePipeline(client), server.residentMegabytes);
    client.close();
    return figures;
  } finally {
    await server.stop();
  }
}

/**
 * @param {Client} client
 * @param {Pipeline} pipeline
 * @param {number} count
 */
function mixedLoad(client, { schemaId, datasetId, sourceId, mappingId, flowId }, count) {
  const { flow, registry, catalog, dataPrep } = paths;
  const accept = { accept: "application/vnd.adobe.xed-full+json;version=1" };
  const creation = client.message("POST", `${flow}/sourceConnections`, sourceConnection);
  const requests = [
    client.message("GET", `${flow}/sourceConnections/${sourceId}`),
    creation,
    client.message("GET", `${flow}/flows/${flowId}`),
    client.message("GET", `${catalog}/dataSets/${datasetId}`),
    client.message("PATCH", `${catalog}/dataSets/${datasetId}`, { description: "Changed" }),
    client.message("GET", `${dataPrep}/mappingSets/${mappingId}`),
    creation,
    client.message("GET", `${registry}/tenant/schemas/${encodeURIComponent(schemaId)}`, undefined, accept),
    client.message("GET", `${flow}/sourceConnections?limit=20`),
  ];
  /** @type {string[]} */
  const created = [];
  return {
    connections,
    count,
    /** @param {number} index */
    next: (index) => {
      const request = requests[index % (requests.length + 1)];
      if (request !== undefined) return request;
      const id = created.pop();
      return id === undefined ? creation : client.message("DELETE", `${flow}/sourceConnections/${id}`);
    },
    /** @param {import("./connection.mjs").Reply} reply */
    took: (reply) => {
      if (reply.status === 201) created.push(String(json(reply).id));
    },
  };
}

/**
 * @param {Client} client
 * @param {number} count
 */
function createSources(client, count) {
  return create(client, `${paths.flow}/sourceConnections`, sourceConnection, count);
}

/**
 * @param {Client} client
 * @param {string} path
 * @param {unknown} body
 * @param {number} count
 */
export async function create(client, path, body, count) {
  const message = client.message("POST", path, body);
  await run(client.url, { connections: creatingConnections, count, next: () => message });
}

/**
 * The links to pages at the beginning and at the end, found by walking through the whole list once.
 * @param {Client} client
 * @returns {Promise<{ first: string[], last: string[] }>}
 */
async function flowPages(client) {
  const links = [`/sourceConnections?limit=${pageLength}`];
  for (let link = links[0]; link !== undefined; ) {
    const reply = await client.send(client.message("GET", `${paths.flow}${link}`));
    link = /"next":\{"href":"([^"]+)"/.exec(reply.body.toString("utf8").slice(-2000))?.[1];
    if (link !== undefined) links.push(link);
  }
  const urls = links.map((link) => `${paths.flow}${link}`);
  return { first: urls.slice(0, timedPages), last: urls.slice(-timedPages - 1, -1) };
}

/** @param {number} start */
function catalogPages(start) {
  return Array.from(
    { length: timedPages },
    (_, page) => `${paths.catalog}/dataSets?limit=${pageLength}&start=${start + page * pageLength}`,
  );
}

/**
 * @param {Client} client
 * @param {{ first: string[], last: string[] }} pages
 * @param {Record<string, string>} [headers]
 * @returns {Promise<{ first: number, last: number }>} median milliseconds
 */
export async function timePages(client, { first, last }, headers) {
  /** @type {(path: string | undefined) => Promise<number>} */
  const time = async (path) => {
    const message = client.message("GET", String(path), undefined, headers);
    const startedAt = performance.now();
    await client.send(message);
    return performance.now() - startedAt;
  };
  const firsts = [];
  const lasts = [];
  for (let page = 0; page < timedPages; page++) {
    firsts.push(await time(first[page % first.length]));
    lasts.push(await time(last[page % last.length]));
  }
  return { first: median(firsts), last: median(lasts) };
}

/** @param {number} index */
function event(index) {
  return {
    metric: "clicked",
    event_id: `01E4C4K0N3WTK6WQXAP3VR${String(index).padStart(4, "0")}`,
    object_type: "email",
    timestamp: 1_613_063_201 + index,
    data: {
      action_id: 42,
      customer_id: "0200000001",
      delivery_id: "RPILAgUBcRhIBqSfeiIwdIYJKxTY",
      identifiers: { id: "42", email: "test@example.com", cio_id: "d9c106000001" },
      recipient: "test@example.com",
      subject: "Thanks for signing up",
    },
  };
}
