import { accepted } from "./client.mjs";
import { openConnection } from "./connection.mjs";

/**
 * @typedef {object} Measured
 * @property {number} perSecond
 * @property {number} medianMilliseconds of one exchange
 */

/**
 * Sends requests one after the other over each of some connections.
 * @param {string} url
 * @param {{ connections: number, count: number, next: (index: number) => Buffer, took?: (reply: import("./connection.mjs").Reply, index: number) => void }} load
 * @returns {Promise<Measured>}
 */
export async function run(url, { connections, count, next, took }) {
  const open = await Promise.all(Array.from({ length: connections }, () => openConnection(url)));
  const times = new Float64Array(count);
  let index = 0;
  const startedAt = performance.now();
  await Promise.all(
    open.map(async (connection) => {
      while (index < count) {
        const own = index++;
        const message = next(own);
        const sentAt = performance.now();
        const reply = accepted(await connection.exchange(message));
        times[own] = performance.now() - sentAt;
        took?.(reply, own);
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  for (const connection of open) connection.close();
  return { perSecond: count / seconds, medianMilliseconds: median([...times]) };
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length / 2;
  return Number.isInteger(middle)
    ? (Number(sorted[middle - 1]) + Number(sorted[middle])) / 2
    : Number(sorted[Math.floor(middle)]);
}
