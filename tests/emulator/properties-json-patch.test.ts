import fc from "fast-check";
import { createPatch } from "rfc6902";
import { type Json, type JsonObject, member } from "../../emulator/json";
import { applyOperations, PatchFailure, type PatchOperation, parsePatch } from "../../emulator/json-patch";

const unreachable = ["__proto__", "constructor", "prototype"];

/** Names with the characters that JSON Pointer escapes. */
const name = fc
  .oneof(fc.constantFrom("a", "b", "0", "-", "", "~", "/", "~1", "a/b", "m~n"), fc.string({ maxLength: 6 }))
  .filter((each) => !unreachable.includes(each) && !Object.hasOwn(Object.prototype, each));

const { document, value } = fc.letrec<{ document: JsonObject; value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<Json>(null, true, false),
    fc.integer(),
    fc.string({ maxLength: 5 }),
    fc.array(tie("value"), { maxLength: 4 }),
    tie("document"),
  ),
  document: fc.dictionary(name, tie("value"), { maxKeys: 4, noNullPrototype: true }),
}));

const pointer = (...names: readonly string[]): string =>
  names.map((each) => `/${each.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

const without = (from: JsonObject, gone: string): JsonObject =>
  Object.fromEntries(Object.entries(from).filter(([each]) => each !== gone));

test("a patch that leads from one document to another leads there", () => {
  fc.assert(
    fc.property(document, document, (from, to) => {
      const operations = parsePatch(JSON.parse(JSON.stringify(createPatch(from, to))));
      const result = applyOperations(from, operations);
      expect(result).toEqual(to);
    }),
  );
});

test("what is added is there, and nothing else is changed; removing it again undoes it", () => {
  fc.assert(
    fc.property(document, name, value, (from, added, inner) => {
      const after = applyOperations(from, [{ op: "add", path: pointer(added), value: inner }]);
      expect(member(after, added)).toEqual(inner);
      expect(without(after, added)).toEqual(without(from, added));
      expect(applyOperations(after, [{ op: "remove", path: pointer(added) }])).toEqual(without(from, added));
    }),
  );
});

test("replacing is removing and adding, and needs something to replace", () => {
  fc.assert(
    fc.property(document, name, value, (from, replaced, inner) => {
      const path = pointer(replaced);
      const replace: PatchOperation = { op: "replace", path, value: inner };
      if (!Object.hasOwn(from, replaced)) {
        expect(() => applyOperations(from, [replace])).toThrow(PatchFailure);
        return;
      }
      const both: readonly PatchOperation[] = [
        { op: "remove", path },
        { ...replace, op: "add" },
      ];
      expect(applyOperations(from, [replace])).toEqual(applyOperations(from, both));
    }),
  );
});

test("elements are added and removed at their index, and behind the last", () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 5 }), fc.nat(6), value, (list, index, added) => {
      const from = { list };
      const put: PatchOperation = { op: "add", path: `/list/${index}`, value: added };
      if (index > list.length) {
        expect(() => applyOperations(from, [put])).toThrow(PatchFailure);
        return;
      }
      const after = applyOperations(from, [put]);
      expect(after).toEqual({ list: from.list.toSpliced(index, 0, added) });
      expect(applyOperations(after, [{ op: "remove", path: `/list/${index}` }])).toEqual(from);
      const appended = applyOperations(from, [{ ...put, path: "/list/-" }]);
      expect(appended).toEqual({ list: [...from.list, added] });
    }),
  );
});

test("operations take effect in their order, and all or none of them", () => {
  fc.assert(
    fc.property(document, name, value, value, (from, at, first, second) => {
      const before = JSON.parse(JSON.stringify(from));
      const path = pointer(at);
      const add = (inner: typeof first): PatchOperation => ({ op: "add", path, value: inner });
      expect(member(applyOperations(from, [add(first), add(second)]), at)).toEqual(second);
      const failing: PatchOperation = { op: "test", path, value: { not: second } };
      expect(() => applyOperations(from, [add(first), add(second), failing])).toThrow(PatchFailure);
      expect(from).toEqual(before);
    }),
  );
});

test("anything at all is a patch or a PatchFailure, and the prototype of objects stays as it is", () => {
  const path = fc.oneof(
    fc
      .array(fc.oneof(name, fc.constantFrom(...unreachable, "0", "-", "01", "1e0")), { maxLength: 4 })
      .map((names) => pointer(...names)),
    fc.string(),
  );
  const operation = fc.record(
    {
      op: fc.oneof(fc.constantFrom("add", "REPLACE", "Remove", "test", "move", "copy"), fc.string()),
      path,
      from: path,
      value: value,
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(document, fc.oneof(fc.array(operation, { maxLength: 4 }), fc.anything()), (from, sent) => {
      const before = JSON.parse(JSON.stringify(from));
      try {
        applyOperations(from, parsePatch(JSON.parse(JSON.stringify(sent) ?? "null")));
      } catch (error) {
        expect(error).toBeInstanceOf(PatchFailure);
      }
      expect(from).toEqual(before);
      expect(Object.keys(Object.prototype)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
