import type { JsonObject } from "../../../provider/api/values";
import { ProviderOnlyInputs } from "../../../provider/lifecycle/provider-only";
import { thing } from "./thing";

const OWNER = { __owner: "0123456789abcdef" };
const kind = thing({}, { fields: { name: {}, force: { providerOnly: true }, keep: { providerOnly: true } } });
const object = (args: JsonObject, hidden: JsonObject = OWNER) => ({ args, hidden });

describe("inputs that only the provider reads", () => {
  it("are those that the resource recorded last, and all others those of the object", () => {
    const inputs = new ProviderOnlyInputs();
    inputs.recorded(kind, object({ name: "a", force: false, keep: true }));
    inputs.recorded(kind, object({ name: "b", force: true }));
    expect(inputs.brought(kind, object({ name: "c", force: false, keep: true }))).toEqual(
      object({ name: "c", force: true }),
    );
  });

  it("are those of the object where nothing was recorded since, or by another resource", () => {
    const inputs = new ProviderOnlyInputs();
    inputs.recorded(kind, object({ force: true }, { __owner: "fedcba9876543210" }));
    inputs.recorded(kind, object({ force: true }, {}));
    for (const each of [object({ force: false }), object({ force: false }, {})])
      expect(inputs.brought(kind, each)).toBe(each);
  });

  it("are none of a kind that has no such inputs", () => {
    const inputs = new ProviderOnlyInputs();
    inputs.recorded(thing(), object({ name: "a" }));
    const each = object({ name: "b" });
    expect(inputs.brought(thing(), each)).toBe(each);
  });
});
