import { durationArgument, timeArgument } from "../../provider/commands/arguments";
import { mermaid } from "../../provider/commands/graph";
import { chopped, duration, printable, table, wrapped } from "../../provider/commands/text";

describe("tables", () => {
  const columns = [
    { title: "FLOW", shrinks: true },
    { title: "IN", align: "right" },
  ] as const;

  it("align numbers, and give the width that there is to what may shrink", () => {
    expect(
      table(
        columns,
        [
          ["Orders, hourly", "7"],
          ["Events", "1200"],
        ],
        80,
      ),
    ).toEqual(["FLOW              IN", "Orders, hourly     7", "Events          1200"]);
    expect(
      table(
        columns,
        [
          ["Orders, hourly", "7"],
          ["Events", "1200"],
        ],
        14,
      ),
    ).toEqual(["FLOW        IN", "Orders,…     7", "Events    1200"]);
  });

  it("keep what names would do to a terminal out of it", () => {
    expect(printable("evil\u001B[2J\nname")).toBe("evil [2J name");
  });
});

describe("texts", () => {
  it("break between words; what has no words breaks anywhere", () => {
    expect(wrapped("one two three", "  ", 9)).toEqual(["  one two", "  three"]);
    expect(wrapped("a https://example.com/long b", "", 10)).toEqual(["a", "https://example.com/long", "b"]);
    expect(chopped("x".repeat(45), "  ", 22)).toEqual([
      `  ${"x".repeat(20)}`,
      `  ${"x".repeat(20)}`,
      "  xxxxx",
    ]);
  });

  it.each([
    [400, "0.4 s"],
    [12_000, "12 s"],
    [180_000, "3 min"],
    [7_500_000, "2 h 5 min"],
    [86_400_000, "24 h"],
  ])("tell %d ms as %s", (milliseconds, text) => {
    expect(duration(milliseconds)).toBe(text);
  });
});

describe("arguments", () => {
  it("are times in UTC unless they say otherwise, and durations", () => {
    expect(timeArgument("2026-11-22")).toBe(Date.UTC(2026, 10, 22));
    expect(timeArgument("2026-11-22T09:00")).toBe(Date.UTC(2026, 10, 22, 9));
    expect(timeArgument("2026-11-22T09:00+02:00")).toBe(Date.UTC(2026, 10, 22, 7));
    expect(durationArgument("1h30m")).toBe(5_400_000);
    for (const wrong of ["yesterday", "22.11.2026", "2026-13-01", "1669107600"]) {
      expect(() => timeArgument(wrong)).toThrow('It must look like "2026-11-22"');
    }
  });
});

describe("a drawing", () => {
  it("escapes what Mermaid would take for its own", () => {
    const nodes = [{ kind: "flow", id: "a", name: 'The "best" <flow>;\nend' }] as const;
    expect(mermaid({ nodes, edges: [] })).toBe(
      'flowchart LR\n  n0[["flow: The #quot;best#quot; #lt;flow#gt;; end"]]',
    );
  });
});
