import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure, systemErrorCode } from "./failure.mjs";

const heartbeatMilliseconds = 2_000;
/** A holder that has not touched its lock for this long is dead, or its machine is. */
const staleMilliseconds = 30_000;
const pollMilliseconds = 250;

/**
 * Runs `work` while no other process runs it under the same lock file; waits for a holder before.
 *
 * A holder that died is recognised by its process id (on this machine) or by its silence, and its lock is
 * taken over. Two processes may, in a window of microseconds, both take over one dead lock: the work must
 * stand that, the lock only keeps it from being done twice as a rule.
 * @template Result
 * @param {string} file
 * @param {() => Promise<Result>} work
 * @param {{ onWait: (processId: number | undefined) => void, timeoutMilliseconds: number }} options
 *   `onWait` is told who holds the lock, repeatedly
 * @returns {Promise<Result>}
 * @throws {Failure} when the lock is still held after `timeoutMilliseconds`
 */
export async function withLock(file, work, { onWait, timeoutMilliseconds }) {
  mkdirSync(path.dirname(file), { recursive: true });
  const token = randomUUID();
  const deadline = Date.now() + timeoutMilliseconds;
  while (!tryAcquire(file, token)) {
    const holder = readHolder(file);
    if (holder && isDead(holder)) {
      removeIfHeldBy(file, holder.token);
      continue;
    }
    if (Date.now() > deadline) {
      const who = holder?.processId === undefined ? "Another process" : `Process ${holder.processId}`;
      throw new Failure(`${who} has held ${file} for too long. End it, or delete the file if it is gone.`);
    }
    onWait(holder?.processId);
    await sleep(pollMilliseconds);
  }
  const heartbeat = setInterval(() => touch(file), heartbeatMilliseconds);
  const release = () => removeIfHeldBy(file, token);
  process.once("exit", release);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.removeListener("exit", release);
    release();
  }
}

/**
 * @param {string} file
 * @param {string} token
 */
function tryAcquire(file, token) {
  try {
    writeFileSync(file, JSON.stringify({ token, processId: process.pid, host: hostname() }), { flag: "wx" });
    return true;
  } catch (error) {
    if (systemErrorCode(error) === "EEXIST") return false;
    throw error;
  }
}

/**
 * @typedef {{ token: string | undefined, processId: number | undefined, host: string | undefined, touchedAt: number }} Holder
 * @param {string} file
 * @returns {Holder | undefined} undefined: the lock is free by now
 */
function readHolder(file) {
  try {
    const touchedAt = statSync(file).mtimeMs;
    return { ...parseHolder(readFileSync(file, "utf8")), touchedAt };
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * A holder may have died between creating the file and writing it: then only its age tells.
 * @param {string} text
 */
function parseHolder(text) {
  /** @type {unknown} */
  let content;
  try {
    content = JSON.parse(text);
  } catch {
    content = undefined;
  }
  const fields = typeof content === "object" && content !== null ? content : {};
  return {
    token: "token" in fields && typeof fields.token === "string" ? fields.token : undefined,
    processId: "processId" in fields && typeof fields.processId === "number" ? fields.processId : undefined,
    host: "host" in fields && typeof fields.host === "string" ? fields.host : undefined,
  };
}

/** @param {Holder} holder */
function isDead({ processId, host, touchedAt }) {
  if (Date.now() - touchedAt > staleMilliseconds) return true;
  return processId !== undefined && host === hostname() && !isRunning(processId);
}

/** @param {number} processId */
export function isRunning(processId) {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === "EPERM";
  }
}

/**
 * Moves the lock aside first, so that of several takers one gets it; a lock that proves to be another
 * holder's by then is put back.
 * @param {string} file
 * @param {string | undefined} token
 */
function removeIfHeldBy(file, token) {
  const aside = `${file}.${randomUUID()}`;
  try {
    if (readHolder(file)?.token !== token) return;
    renameSync(file, aside);
    if (readHolder(aside)?.token === token) rmSync(aside, { force: true });
    else renameSync(aside, file);
  } catch (error) {
    if (systemErrorCode(error) !== "ENOENT") throw error;
  }
}

/** @param {string} file */
function touch(file) {
  try {
    const now = new Date();
    utimesSync(file, now, now);
  } catch {
    // The lock was taken over: the work goes on, and finds at its end that it was done already.
  }
}
