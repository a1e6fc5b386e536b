// The tests that count for row 9, in this very process: provider and emulator are loaded once, whatever they are asked.
import { readdirSync } from "node:fs";
import { createRequire, Module } from "node:module";
import path from "node:path";
import { loadTypeScript } from "../typescript.mjs";

const require = createRequire(import.meta.url);
const circus = /** @type {typeof import("jest-circus")} */ (require("jest-circus"));
const { expect } = require("expect");
const { ModuleMocker } = require("jest-mock");

const FOLDERS = ["tests/unit/lifecycle", "tests/unit/api", "tests/unit/resources", "tests/process"];
const FILES = ["tests/exam/laws.test.ts"];
/** Suites, or tests of one, that say nothing here. */
const NOT_HERE = [
  // The process is what they are about.
  "tests/process/crash.test.ts",
  // They set the clock of the provider alone.
  "tests/process/recovery.test.ts a clock that is set",
  // They measure time, which passes faster here.
  "tests/process/engine-edges.test.ts a process that stands still",
  / answers both in less than two milliseconds$/,
];
/** What runs in processes of its own elsewhere runs in this one. */
const HERE = new Map([
  ["tests/support/provider-process.ts", "tests/exam/mutation/provider-here.ts"],
  ["tests/support/emulator.ts", "tests/exam/mutation/emulator-here.ts"],
]);

const HOOK_MILLISECONDS = 20_000;

/**
 * What a test came to.
 * @typedef {{ id: string, suite: string, milliseconds: number, failure: string | undefined }} TestResult
 */

/**
 * @typedef {object} Selection
 * @property {(id: string) => boolean} wants by the test's id: its suite and its name
 * @property {(id: string) => number} limitOf how long a test may take, ms
 * @property {boolean} bail no further test after one that failed
 * @property {(id: string | undefined) => void} running told which test runs; "<suite> before all" while one is set up
 */

/** @param {string} suite */
export const beforeAllOf = (suite) => `${suite} before all`;

export class Suites {
  /** @type {string[]} */
  #suites;
  #suite = "";
  /** @type {TestResult[]} */
  #results = [];
  /** @type {Selection} */
  #selection = { wants: () => true, limitOf: () => 0, bail: false, running: () => undefined };

  /**
   * Loads nothing of the provider yet.
   * @param {string} root of the checkout
   */
  constructor(root) {
    this.root = root;
    require("./fast-clock.cjs");
    const { it, test, describe, beforeAll, beforeEach, afterAll, afterEach } = circus;
    const mocker = new ModuleMocker(globalThis);
    const jest = {
      fn: mocker.fn.bind(mocker),
      spyOn: mocker.spyOn.bind(mocker),
      restoreAllMocks: () => mocker.restoreAllMocks(),
      requireActual: (/** @type {string} */ request) => createRequire(path.join(root, this.#suite))(request),
    };
    const globals = { it, test, describe, beforeAll, beforeEach, afterAll, afterEach, expect, jest };
    Object.assign(globalThis, globals);
    circus.addEventHandler((event) => this.#handle(event));
    redirect(root);
    loadTypeScript(path.join(root, "tests/support/repository.ts"));
    const inFolders = FOLDERS.flatMap((folder) =>
      readdirSync(path.join(root, folder)).map((name) => `${folder}/${name}`),
    );
    this.#suites = [...inFolders, ...FILES].filter((file) => file.endsWith(".test.ts") && counts(file));
  }

  /**
   * @param {Selection} selection
   * @param {readonly string[]} [suites] default: all
   * @returns {Promise<readonly TestResult[]>}
   */
  async run(selection, suites = this.#suites) {
    this.#selection = selection;
    this.#results = [];
    for (const suite of this.#suites.filter((each) => suites.includes(each))) {
      if (this.#isOver()) break;
      this.#suite = suite;
      circus.resetState();
      circus.getState().testTimeout = HOOK_MILLISECONDS;
      const file = path.join(this.root, suite);
      delete require.cache[file];
      require(file);
      await circus.run();
      const failures = circus.getState().unhandledErrors;
      for (const failure of failures) this.#add(`${suite} outside its tests`, 0, failure);
    }
    return this.#results;
  }

  #isOver() {
    return this.#selection.bail && this.#results.some(({ failure }) => failure !== undefined);
  }

  /**
   * @param {string} id
   * @param {number} milliseconds
   * @param {unknown} [failure]
   */
  #add(id, milliseconds, failure) {
    const text = failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
    this.#results.push({
      id,
      suite: this.#suite,
      milliseconds,
      failure: failure === undefined ? undefined : text,
    });
  }

  /** @param {import("jest-circus").Event} event */
  #handle(event) {
    if (event.name === "run_start") this.#select(circus.getState().rootDescribeBlock);
    if (event.name === "hook_start" && event.hook.type === "beforeAll")
      this.#selection.running(beforeAllOf(this.#suite));
    if (event.name === "test_start") {
      if (this.#isOver()) event.test.mode = "skip";
      this.#selection.running(this.#idOf(event.test));
    }
    if (event.name !== "test_done") return;
    this.#selection.running(undefined);
    const { test } = event;
    const [failure] = test.errors.map((error) => (Array.isArray(error) ? error[0] : error));
    if (test.mode !== "skip") this.#add(this.#idOf(test), test.duration ?? 0, failure);
  }

  /** @param {import("@jest/types").Circus.DescribeBlock} block */
  #select({ children }) {
    for (const child of children) {
      if (child.type === "describeBlock") {
        this.#select(child);
        continue;
      }
      const id = this.#idOf(child);
      if (!counts(id) || !this.#selection.wants(id)) child.mode = "skip";
      child.timeout = this.#selection.limitOf(id);
    }
  }

  /** @param {import("@jest/types").Circus.TestEntry} test */
  #idOf(test) {
    /** @type {string[]} */
    const names = [test.name];
    for (let block = test.parent; block.parent; block = block.parent) names.unshift(block.name);
    return `${this.#suite} ${names.join(" ")}`;
  }
}

/** @param {string} id of a test, or a suite */
function counts(id) {
  return !NOT_HERE.some((each) => (typeof each === "string" ? id.startsWith(each) : each.test(id)));
}

/** @param {string} id of a test */
export function suiteOf(id) {
  const end = ".test.ts";
  return id.slice(0, id.indexOf(`${end} `) + end.length);
}

/** @param {string} root */
function redirect(root) {
  const resolver = /** @type {any} */ (Module);
  const resolve = resolver._resolveFilename;
  resolver._resolveFilename = function resolved(
    /** @type {string} */ request,
    /** @type {any} */ parent,
    /** @type {any[]} */ ...rest
  ) {
    const found = resolve.call(this, request, parent, ...rest);
    const instead = HERE.get(path.relative(root, found));
    const here = instead && path.join(root, instead);
    return here === undefined || here === parent?.filename ? found : here;
  };
}
