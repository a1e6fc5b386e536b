/**
 * Lets time pass faster for everything that is loaded after it, provider and emulator alike: lists that lag five seconds
 * behind, and a provider that waits for them, would make a day of row 9.
 */
const { syncBuiltinESMExports } = require("node:module");
const http = require("node:http");
const timers = require("node:timers/promises");

const SPEED = 10;

const realNow = Date.now;
const realPerformance = performance.now.bind(performance);
const start = realNow();
const startPerformance = realPerformance();
Date.now = () => Math.round(start + (realPerformance() - startPerformance) * SPEED);
performance.now = () => startPerformance + (realPerformance() - startPerformance) * SPEED;

const slowTimers = { setTimeout, setInterval };
const slowSleep = timers.setTimeout;
/** @type {(work: (...rest: unknown[]) => void, milliseconds?: number, ...rest: unknown[]) => NodeJS.Timeout} */
const fastTimeout = (work, milliseconds = 0, ...rest) =>
  slowTimers.setTimeout(work, milliseconds / SPEED, ...rest);
/** @type {(work: (...rest: unknown[]) => void, milliseconds?: number, ...rest: unknown[]) => NodeJS.Timeout} */
const fastInterval = (work, milliseconds = 0, ...rest) =>
  slowTimers.setInterval(work, milliseconds / SPEED, ...rest);
Object.assign(globalThis, { setTimeout: fastTimeout, setInterval: fastInterval });
Object.assign(timers, {
  setTimeout: /** @type {typeof slowSleep} */ (
    (milliseconds = 0, ...rest) => slowSleep(milliseconds / SPEED, ...rest)
  ),
});
syncBuiltinESMExports();
const patience = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (milliseconds) => patience(Math.ceil(milliseconds / SPEED));

// Node's servers date their answers by the real clock.
const { writeHead } = http.ServerResponse.prototype;
/** @type {(this: import("node:http").ServerResponse, ...parameters: unknown[]) => any} */
http.ServerResponse.prototype.writeHead = function dated(...parameters) {
  if (!this.hasHeader("date")) this.setHeader("date", new Date(Date.now()).toUTCString());
  return Reflect.apply(writeHead, this, parameters);
};
