import { merge } from "../../../provider/lifecycle/merge";

const units = (values: Record<string, string>) => new Map(Object.entries(values));

describe("three-way merge", () => {
  it("writes what only the program changed", () => {
    const result = merge(
      units({ name: "a", text: "t" }),
      units({ name: "a", text: "t" }),
      units({ name: "b", text: "t" }),
    );
    expect(result).toMatchObject({ writes: ["name"], elsewhere: [], conflicts: [] });
    expect(Object.fromEntries(result.merged)).toEqual({ name: "b", text: "t" });
  });

  it("leaves what only somebody else changed", () => {
    const result = merge(
      units({ name: "a", text: "t" }),
      units({ name: "a", text: "theirs" }),
      units({ name: "b", text: "t" }),
    );
    expect(result).toMatchObject({ writes: ["name"], elsewhere: ["text"], conflicts: [] });
    expect(Object.fromEntries(result.merged)).toEqual({ name: "b", text: "theirs" });
  });

  it("stops where both changed the same differently", () => {
    const result = merge(units({ name: "a" }), units({ name: "theirs" }), units({ name: "ours" }));
    expect(result).toMatchObject({ writes: [], conflicts: ["name"] });
  });

  it("has nothing to do where both made the same change", () => {
    const result = merge(units({ name: "a" }), units({ name: "b" }), units({ name: "b" }));
    expect(result).toMatchObject({ writes: [], elsewhere: [], conflicts: [] });
  });

  it("tells a removal from a value that was never there", () => {
    const result = merge(
      units({ gone: "x", theirsGone: "y" }),
      units({ gone: "x", added: "z" }),
      units({ theirsGone: "y" }),
    );
    expect(result).toMatchObject({ writes: ["gone"], elsewhere: ["added", "theirsGone"], conflicts: [] });
    expect(Object.fromEntries(result.merged)).toEqual({ added: "z" });
  });
});
