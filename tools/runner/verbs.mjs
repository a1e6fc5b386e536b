import { runEmulator, stopEmulator } from "./emulator.mjs";
import { prepare } from "./prepare.mjs";
import { sendEvents } from "./send.mjs";
import { runOnStack } from "./stack.mjs";
import { runTests } from "./test.mjs";

/**
 * @typedef {object} Verb
 * @property {string} summary
 * @property {string | undefined} passesTo who gets further arguments; undefined: there are none
 * @property {string} example
 * @property {(verbArguments: string[]) => Promise<number>} run answers the exit code
 */

/** @type {ReadonlyMap<string, Verb>} */
export const verbs = new Map([
  [
    "up",
    pulumiVerb("up", "Makes the dataflow of examples/customerio in the emulator, or brings it up to date."),
  ],
  ["preview", pulumiVerb("preview", "Says what `up` would change. Changes nothing.")],
  ["refresh", pulumiVerb("refresh", "Takes what was changed in the emulator into Pulumi's state.")],
  ["destroy", pulumiVerb("destroy", "Takes the dataflow away again.")],
  [
    "send",
    {
      summary: "Posts the example's Customer.io events to the dataflow; shows the rows and the flow run.",
      passesTo: undefined,
      example: "npm run send",
      run: sendEvents,
    },
  ],
  [
    "emulator",
    {
      summary: "Runs the emulator in the foreground, on port 4010 or AEP_EMULATOR_PORT.",
      passesTo: undefined,
      example: "AEP_EMULATOR_PORT=4020 npm run emulator",
      run: async () => {
        await prepare();
        return runEmulator();
      },
    },
  ],
  [
    "emulator:stop",
    {
      summary: "Stops the emulator that runs in the background. Its data stay.",
      passesTo: undefined,
      example: "npm run emulator:stop",
      run: stopEmulator,
    },
  ],
  [
    "test",
    {
      summary: "Lint, types and all tests, after installing and building what is missing.",
      passesTo: "jest",
      example: "npm test -- tests/unit",
      run: runTests,
    },
  ],
]);

/**
 * @param {"up" | "preview" | "refresh" | "destroy"} verb
 * @param {string} summary
 * @returns {Verb}
 */
function pulumiVerb(verb, summary) {
  return {
    summary,
    passesTo: `pulumi ${verb}`,
    example: `npm run ${verb} -- --diff`,
    run: (verbArguments) => runOnStack(verb, verbArguments),
  };
}
