import * as pulumi from "@pulumi/pulumi";
import { Dataset } from "../../../provider/index";

const schemaRef = { id: "https://ns.adobe.com/acme/schemas/1" };
/** How many lines of a stack trace are taken while a resource is registered. */
let during: number | undefined;
/** The whole trace, as the SDK takes it of the declaration. */
let declaration = "";
const looking: pulumi.ResourceTransformation = () => {
  const { stackTraceLimit } = Error;
  during = stackTraceLimit;
  Error.stackTraceLimit = Number.POSITIVE_INFINITY;
  declaration = new Error().stack ?? "";
  Error.stackTraceLimit = stackTraceLimit;
  return undefined;
};

beforeAll(() =>
  pulumi.runtime.setMocks({ call: () => ({}), newResource: ({ inputs }) => ({ id: "d", state: inputs }) }),
);
const { prepareStackTrace } = Error;
afterEach(() => {
  if (prepareStackTrace === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
  else Error.prepareStackTrace = prepareStackTrace;
  delete process.env.PULUMI_DEBUG_PROMISE_LEAKS;
});

test.each([
  ["are not taken", undefined, 0],
  ["are taken for who looks for a leak", "1", Error.stackTraceLimit],
])("stack traces of a resource's promises %s, and all others are", (_what, debugging, expected) => {
  if (debugging !== undefined) process.env.PULUMI_DEBUG_PROMISE_LEAKS = debugging;
  const before = Error.stackTraceLimit;
  new Dataset(`dataset-${expected}`, { schemaRef }, { transformations: [looking] });
  expect([during, Error.stackTraceLimit]).toEqual([expected, before]);
});

test("one constructor of this package stands between the SDK's and the program's line", () => {
  // As the SDK's runner does with source maps.
  const prepare: typeof Error.prepareStackTrace = (error, frames) => [error, ...frames].join("\n    at ");
  Error.prepareStackTrace = prepare;
  new Dataset("declared-here", { schemaRef }, { transformations: [looking] });
  const lines = declaration
    .split("\n")
    .filter((line) => /[\\/](provider[\\/]resources|tests[\\/]unit)[\\/]/.test(line));
  const files = lines.map((line) => /[\w-]+(\.test)?\.ts/.exec(line)?.[0]);
  expect(files).toEqual([
    "registration-traces.test.ts", // The transformation.
    "resource.ts",
    "registration-traces.test.ts",
  ]);
  expect(Error.prepareStackTrace).toBe(prepare);
});

test("a resource that is refused names the line of the program", () => {
  const before = Error.stackTraceLimit;
  let refusal: unknown;
  try {
    new Dataset("", { schemaRef });
  } catch (error) {
    refusal = error;
  }
  expect(refusal instanceof Error && refusal.stack).toMatch(/name[\s\S]*registration-traces\.test/);
  expect(Error.stackTraceLimit).toBe(before);
});
