import * as pulumi from "@pulumi/pulumi";
import { Dataset, IdentityNamespace } from "../../../provider/index";

const schemaRef = { id: "https://ns.adobe.com/acme/schemas/1" };
/** What the SDK was given last. */
let registered: pulumi.ResourceTransformationArgs | undefined;
const looking: pulumi.ResourceTransformation = (args) => {
  registered = args;
  return undefined;
};
/** As a component hands on what it was not given; without exact optional properties that compiles. */
const UNSAID: pulumi.CustomResourceOptions = Object.defineProperty({}, "protect", { enumerable: true });

beforeAll(() =>
  pulumi.runtime.setMocks({ call: () => ({}), newResource: ({ inputs }) => ({ id: "d", state: inputs }) }),
);
afterAll(() => pulumi.runtime.disconnect());

describe("protection", () => {
  const dataset = (options: pulumi.CustomResourceOptions, forceDestroy = false) =>
    new Dataset("orders", { schemaRef, forceDestroy }, { ...options, transformations: [looking] });
  const adopted = (options: pulumi.CustomResourceOptions) =>
    new IdentityNamespace(
      "crm",
      { name: "CRM", code: "CRM", idType: "Email", adopt: "12" },
      { ...options, transformations: [looking] },
    );

  it.each<[string, boolean | undefined, () => unknown]>([
    ["a dataset", true, () => dataset({})],
    ["one with an undefined option", true, () => dataset(UNSAID)],
    ["one that says otherwise", false, () => dataset({ protect: false })],
    // What is around it decides.
    ["one that may be deleted", undefined, () => dataset({}, true)],
    ["what is adopted", true, () => adopted({})],
    ["what is adopted with an undefined option", true, () => adopted(UNSAID)],
    ["what is adopted and says otherwise", false, () => adopted({ protect: false })],
  ])("of %s: %p", (_what, expected, declare) => {
    declare();
    expect(registered?.opts.protect).toBe(expected);
  });
});

test("resources of one kind and name have an owner key each, as they have a URN each", () => {
  const ownerIn = (parent?: pulumi.Resource) => {
    const options = parent === undefined ? {} : { parent };
    new Dataset("orders", { schemaRef }, { ...options, transformations: [looking] });
    return registered?.props.__owner;
  };
  const component = (type: string, parent?: pulumi.Resource) =>
    new pulumi.ComponentResource(type, "around", {}, parent === undefined ? {} : { parent });
  const owners = [
    ownerIn(),
    ownerIn(component("shop:Inner")),
    ownerIn(component("shop:Outer")),
    ownerIn(component("shop:Inner", component("shop:Outer"))),
  ];
  expect(new Set(owners).size).toBe(4);
  // The same in every run.
  expect(ownerIn(component("shop:Inner"))).toBe(owners[1]);
});
