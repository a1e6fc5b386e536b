import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../engine/failure.mjs";
import { emulatorEnvironment } from "./emulator.mjs";
import { eventsFolder } from "./repository.mjs";
import { readStack } from "./stack.mjs";

/** Customer.io gives a webhook four seconds to answer. */
const webhookMilliseconds = 4_000;
const answerMilliseconds = 10_000;
const landMilliseconds = 10_000;
const pollMilliseconds = 200;

/** Any key: the inlet has none to check the signature with, and ignores it. */
const signingKey = "signing-key-of-the-example";

/**
 * Posts the example's events to the dataflow's webhook, as Customer.io does, and shows what became of them:
 * the answers, the rows in the dataset, the flow run that counts them.
 * @returns {Promise<number>} 1 when an event was refused or did not land
 */
export async function sendEvents() {
  const { url, outputs } = await readStack();
  const { webhookUrl, datasetId, flowId } = requireOutputs(outputs);
  const before = (await readRows(url, datasetId)).length;
  const events = readdirSync(eventsFolder)
    .filter((name) => name.endsWith(".json"))
    .sort();

  console.log(`To ${webhookUrl}\n`);
  let accepted = 0;
  for (const name of events) {
    const { ok, text } = await post(webhookUrl, readFileSync(path.join(eventsFolder, name), "utf8"));
    if (ok) accepted++;
    console.log(`  ${name.padEnd(32)} ${text}`);
  }

  const rows = (await waitForRows(url, datasetId, before + accepted)).slice(before);
  console.log(`\n${rows.length} rows landed in dataset ${datasetId}:`);
  console.table(rows.map(flatten));
  console.log(`Runs of flow ${flowId}:`);
  console.table((await readRuns(url, flowId)).map(describeRun));
  return accepted === events.length && rows.length >= accepted ? 0 : 1;
}

/** @param {Record<string, unknown>} outputs */
function requireOutputs(outputs) {
  const { webhookUrl, datasetId, flowId } = outputs;
  if (typeof webhookUrl === "string" && typeof datasetId === "string" && typeof flowId === "string") {
    return { webhookUrl, datasetId, flowId };
  }
  throw new Failure(
    Object.keys(outputs).length === 0
      ? "The dataflow is not up. Run `npm run up` first."
      : "The stack has no webhookUrl, datasetId and flowId among its outputs. Run `npm run up`, and read what it says.",
  );
}

/**
 * @param {string} webhookUrl
 * @param {string} body
 */
async function post(webhookUrl, body) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac("sha256", signingKey).update(`v0:${timestamp}:${body}`).digest("hex");
  const headers = {
    "content-type": "application/json",
    "x-cio-timestamp": timestamp,
    "x-cio-signature": signature,
  };
  try {
    const signal = AbortSignal.timeout(webhookMilliseconds);
    const response = await fetch(webhookUrl, { method: "POST", headers, body, signal });
    const answer = await response.text();
    return {
      ok: response.ok,
      text: response.ok ? `${response.status} accepted` : `${response.status} ${answer}`,
    };
  } catch (error) {
    return { ok: false, text: `no answer: ${error instanceof Error ? error.message : error}` };
  }
}

/**
 * The inlet answers before the record is in the dataset.
 * @param {string} url
 * @param {string} datasetId
 * @param {number} count
 */
async function waitForRows(url, datasetId, count) {
  const deadline = Date.now() + landMilliseconds;
  for (;;) {
    const rows = await readRows(url, datasetId);
    if (rows.length >= count || Date.now() > deadline) return rows;
    await sleep(pollMilliseconds);
  }
}

/**
 * @param {string} url
 * @param {string} datasetId
 */
async function readRows(url, datasetId) {
  const { rows } = await getJson(`${url}/_emulator/datasets/${encodeURIComponent(datasetId)}/rows`, {});
  return asObjects(rows);
}

/**
 * @param {string} url
 * @param {string} flowId
 */
async function readRuns(url, flowId) {
  const settings = emulatorEnvironment(url, {});
  const { access_token: token } = await getJson(`${url}/ims/token/v3`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: settings.AEP_CLIENT_ID ?? "",
      client_secret: settings.AEP_CLIENT_SECRET ?? "",
      scope: "openid",
    }),
  });
  const query = new URLSearchParams({ property: `flowId==${flowId}` });
  const { items } = await getJson(`${url}/data/foundation/flowservice/runs?${query}`, {
    headers: {
      authorization: `Bearer ${token}`,
      "x-api-key": settings.AEP_CLIENT_ID ?? "",
      "x-gw-ims-org-id": settings.AEP_ORG_ID ?? "",
      "x-sandbox-name": settings.AEP_SANDBOX ?? "",
    },
  });
  return asObjects(items);
}

/** @param {Record<string, unknown>} run */
function describeRun(run) {
  const metrics = asObject(run.metrics);
  const records = asObject(metrics.recordSummary);
  return {
    run: run.id,
    status: asObject(metrics.statusSummary).status,
    received: records.inputRecordCount,
    written: records.outputRecordCount,
    failed: records.failedRecordCount,
  };
}

/**
 * @param {string} address
 * @param {RequestInit} init
 * @returns {Promise<Record<string, unknown>>}
 */
async function getJson(address, init) {
  const response = await fetch(address, { ...init, signal: AbortSignal.timeout(answerMilliseconds) });
  const text = await response.text();
  if (!response.ok) throw new Failure(`The emulator answered ${response.status} to ${address}: ${text}`);
  return asObject(JSON.parse(text));
}

/**
 * A record with its leaves side by side, so that it fits a table: `_tenant.email`, `_tenant.cio_id`.
 * @param {Record<string, unknown>} record
 * @returns {Record<string, unknown>}
 */
function flatten(record) {
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) => {
      if (Array.isArray(value)) return [[name, JSON.stringify(value)]];
      if (typeof value !== "object" || value === null) return [[name, value]];
      return Object.entries(flatten(asObject(value))).map(([inner, leaf]) => [`${name}.${inner}`, leaf]);
    }),
  );
}

/**
 * @param {unknown} value
 * @returns {Record<string, unknown>}
 */
function asObject(value) {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** @param {unknown} value */
function asObjects(value) {
  return Array.isArray(value) ? value.map(asObject) : [];
}
