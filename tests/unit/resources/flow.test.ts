import type { Json } from "../../../provider/api/values";
import { flowKind } from "../../../provider/resources/flow";

const operations = flowKind.fields.transformations?.operations;
const mapping = (version: number) => ({ mappingId: "m", mappingVersion: version });
const copy = { deltaColumn: { name: "updated" } };

describe("a flow's transformations", () => {
  it("are found by name: the index is AEP's", () => {
    const change = {
      names: ["Mapping"],
      desired: { Mapping: mapping(1), Copy: copy },
      current: { Copy: copy, Mapping: mapping(0) },
    };
    expect(operations?.({ ...change, tenantId: "", live: undefined })).toEqual([
      { op: "replace", path: "/transformations/1", value: { name: "Mapping", params: mapping(1) } },
    ]);
  });

  it("are where AEP shows them, whatever their order in the program", () => {
    const step = (name: string, params: object) => ({ name, params });
    const live = { transformations: [step("Clean", {}), step("Copy", copy), step("Mapping", mapping(0))] };
    const change = {
      names: ["Mapping", "Clean"],
      desired: { Mapping: mapping(1), Copy: copy },
      current: { Mapping: mapping(0), Clean: {}, Copy: copy },
    };
    expect(operations?.({ ...change, tenantId: "", live })).toEqual([
      { op: "replace", path: "/transformations/2", value: step("Mapping", mapping(1)) },
      { op: "remove", path: "/transformations/0" },
    ]);
  });

  it("are looked at before they are written, unless there is a single one that AEP leaves alone", () => {
    const looks = (...transformations: Json[]) =>
      flowKind.fields.transformations?.looksFirst?.({ transformations });
    const step = { name: "Mapping", params: mapping(0) };
    expect(looks(step)).toBe(false);
    expect(looks({ name: "Copy", params: copy })).toBe(false);
    expect(looks({ name: "Copy", params: {} })).toBe(true);
    expect(looks({ name: "Copy", params: copy }, step)).toBe(true);
    expect(flowKind.fields.transformations?.looksFirst?.({})).toBe(false);
  });

  it("are added to a flow that has none", () => {
    expect(
      operations?.({
        names: ["Mapping"],
        desired: { Mapping: mapping(0) },
        current: {},
        tenantId: "",
        live: undefined,
      }),
    ).toEqual([{ op: "add", path: "/transformations", value: [{ name: "Mapping", params: mapping(0) }] }]);
  });

  it("are removed from the end, so that no index moves", () => {
    const current = { A: {}, B: {}, C: {} };
    expect(
      operations?.({ names: ["A", "C"], desired: { B: {} }, current, tenantId: "", live: undefined }),
    ).toEqual([
      { op: "remove", path: "/transformations/2" },
      { op: "remove", path: "/transformations/0" },
    ]);
  });
});

describe("a flow's outputs", () => {
  it("hold the address for the webhook once AEP shows the inlet", () => {
    const live = {
      id: "f",
      etag: '"1"',
      state: "enabled",
      options: { inletUrl: "https://dcs.adobedc.net/collection/0" },
    };
    const outputs = flowKind.outputs(live, "f");
    expect(outputs).toMatchObject({
      webhookUrl: "https://dcs.adobedc.net/collection/0?x-adobe-flow-id=f",
      status: "enabled",
    });
    expect(flowKind.pending?.({}, outputs)).toEqual([]);
    expect(flowKind.pending?.({}, { status: "enabled" })).toEqual(["inletUrl"]);
    expect(flowKind.pending?.({ flowSpec: "CloudStorageToAEP" }, { status: "enabled" })).toEqual([]);
  });
});
