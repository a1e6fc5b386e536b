import type { JsonObject } from "../../../provider/api/values";
import {
  fromXdmProperties,
  toXdmProperties,
  xdmFromUnits,
  xdmPointer,
  xdmUnits,
} from "../../../provider/resources/field";
import { fieldGroupKind } from "../../../provider/resources/field-group";

const TREE: JsonObject = {
  email: "string",
  seen: "date-time",
  score: { type: "integer", minimum: 0, maximum: 100, title: "Score" },
  count: "long",
  level: "byte",
  channel: { type: "string", enum: ["email", "sms"] },
  address: {
    type: "object",
    title: "Address",
    fields: { city: "string", geo: { type: "object", fields: { lat: "number" } } },
  },
  tags: { type: "array", items: { type: "object", fields: { name: "string" } } },
  attributes: { type: "map", values: "string" },
  place: { $ref: "https://ns.adobe.com/xdm/common/address" },
};

describe("fields", () => {
  it("come back from XDM in the words they were declared in", () => {
    expect(fromXdmProperties(toXdmProperties(TREE))).toEqual(TREE);
  });

  it("come back the same with the members that AEP adds", () => {
    const decorated = JSON.parse(
      JSON.stringify(toXdmProperties(TREE)).replaceAll(
        '"type":"string"',
        '"type":"string","meta:xdmType":"string"',
      ),
    );
    expect(fromXdmProperties(decorated)).toEqual(TREE);
  });

  it("are put together again from their units", () => {
    const properties = toXdmProperties(TREE);
    const units = xdmUnits(properties);
    const rebuilt = Object.fromEntries(
      Object.keys(properties).map((name) => [name, xdmFromUnits(units, name)]),
    );
    expect(rebuilt).toEqual(properties);
  });

  it.each([
    ["email", "/email"],
    ["address.geo.lat", "/address/properties/geo/properties/lat"],
    ["tags[].name", "/tags/items/properties/name"],
    ["attributes{}", "/attributes/additionalProperties"],
    ["score#title", "/score/title"],
  ])("%s lives at %s", (unit, pointer) => {
    expect(xdmPointer(unit)).toBe(pointer);
  });
});

describe("a field group's patch", () => {
  const operations = fieldGroupKind.fields.fields?.operations;
  const units = (fields: JsonObject) => xdmUnits(toXdmProperties(fields));
  const root = "/definitions/customFields/properties/_acme/properties";

  it("adds whole subtrees, each once, and labels one by one", () => {
    const current = units({
      address: { type: "object", fields: { city: { type: "string", title: "Town" } } },
    });
    const desired = units({
      address: {
        type: "object",
        title: "Address",
        fields: {
          city: { type: "string", title: "City" },
          geo: { type: "object", fields: { lat: "number" } },
        },
      },
      tags: { type: "array", items: "string" },
    });
    const names = Object.keys(desired).filter(
      (name) => JSON.stringify(desired[name]) !== JSON.stringify(current[name]),
    );
    expect(operations?.({ names, desired, current, tenantId: "acme", live: undefined })).toEqual([
      {
        op: "add",
        path: `${root}/address/properties/geo`,
        value: { type: "object", properties: { lat: { type: "number" } } },
      },
      { op: "add", path: `${root}/tags`, value: { type: "array", items: { type: "string" } } },
      { op: "add", path: `${root}/address/title`, value: "Address" },
      { op: "replace", path: `${root}/address/properties/city/title`, value: "City" },
    ]);
  });

  it("is a replacement where a field goes, is renamed or retyped, and only there", () => {
    const { replaces } = fieldGroupKind.fields.fields ?? {};
    const recorded: JsonObject = { a: "string", b: { type: "object", fields: { c: "integer" } } };
    const replaced = (desired: JsonObject) => typeof replaces === "function" && replaces(recorded, desired);
    expect(replaced({ ...recorded, d: "string" })).toBe(false);
    expect(replaced({ ...recorded, a: { type: "string", title: "A" } })).toBe(false);
    expect(replaced({ b: recorded.b ?? null })).toBe(true);
    expect(replaced({ ...recorded, a: "integer" })).toBe(true);
    expect(replaced({ ...recorded, b: { type: "object", fields: { renamed: "integer" } } })).toBe(true);
  });
});
