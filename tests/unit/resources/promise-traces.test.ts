import * as pulumi from "@pulumi/pulumi";
import { Dataset } from "../../../provider/index";

const schemaRef = { id: "https://ns.adobe.com/acme/schemas/1" };
/** How many lines of a stack trace are taken while a resource is registered. */
let during: number | undefined;
const looking: pulumi.ResourceTransformation = () => {
  during = Error.stackTraceLimit;
  return undefined;
};

beforeAll(() =>
  pulumi.runtime.setMocks({ call: () => ({}), newResource: ({ inputs }) => ({ id: "d", state: inputs }) }),
);
afterEach(() => {
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

test("a resource that is refused names the line of the program", () => {
  const before = Error.stackTraceLimit;
  let refusal: unknown;
  try {
    new Dataset("", { schemaRef });
  } catch (error) {
    refusal = error;
  }
  expect(refusal instanceof Error && refusal.stack).toMatch(/name[\s\S]*promise-traces\.test/);
  expect(Error.stackTraceLimit).toBe(before);
});
