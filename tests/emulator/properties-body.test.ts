import fc from "fast-check";
import { repeatedMember } from "../../emulator/gateway/repeated-member";

test("no document that is written from a value names a member twice", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 2), (value, indent) => {
      expect(repeatedMember(JSON.stringify(value, null, indent))).toBeUndefined();
    }),
  );
});

test("a member that is named twice is found, however deep and however it is spelt", () => {
  const wrap = fc.array(
    fc.constantFrom<(inner: string) => string>(
      (inner) => `[${inner}]`,
      (inner) => `{"x\\"y": ${inner}, "after": "}"}`,
      (inner) => `[{"before":{"a":1}}, ${inner}]`,
    ),
  );
  fc.assert(
    fc.property(fc.string(), fc.jsonValue({ maxDepth: 2 }), wrap, (name, value, wraps) => {
      const plain = JSON.stringify(name);
      const escaped = `"${[...name].map((each) => (each.length > 1 ? each : `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`)).join("")}"`;
      const inner = `{${plain}: ${JSON.stringify(value)}, "\\\\other": {${plain}: 1}, ${escaped}: 2}`;
      fc.pre(name !== "\\other");
      expect(repeatedMember(wraps.reduce((text, each) => each(text), inner))).toBe(name);
    }),
  );
});
