// The best that one writes by hand: every call as soon as the ids it needs are there. `parallel-script.mjs URL DATAFLOWS CALLS`
import { bodyOf, flowPath, headersWith, idIn, STEPS, tokenFor } from "./objects.mjs";

const [url = "", count = "1", calls = "8"] = process.argv.slice(2);
let free = Number(calls);
/** @type {(() => void)[]} */
const waiting = [];

const headers = headersWith(await tokenFor(url, "bench"));
await Promise.all(Array.from({ length: Number(count) }, (_, dataflow) => build(dataflow)));

/** @param {number} dataflow */
async function build(dataflow) {
  /** @type {Map<string, Promise<string>>} */
  const made = new Map();
  for (const step of STEPS) made.set(step.name, make(step));
  await waitForInlet((await made.get("flow")) ?? "");

  /** @param {import("./objects.mjs").Step} step */
  async function make(step) {
    const ids = Object.fromEntries(
      await Promise.all(step.needs.map(async (name) => [name, (await made.get(name)) ?? ""])),
    );
    return idIn(step, await send("POST", step.path, bodyOf(step, dataflow, ids)));
  }
}

/** @param {string} flow */
async function waitForInlet(flow) {
  while (!(await send("GET", `${flowPath}/${flow}`)).includes('"inletUrl"')) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/**
 * @param {string} method
 * @param {string} path
 * @param {string} [body]
 */
async function send(method, path, body) {
  if (free > 0) free -= 1;
  else await new Promise((resolve) => waiting.push(() => resolve(undefined)));
  try {
    const answer = await fetch(url + path, {
      method,
      headers,
      ...(body !== undefined && { body }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text;
  } finally {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  }
}
