import fc from "fast-check";
import { createPatch } from "rfc6902";
import { type Json, type JsonObject, member } from "../../emulator/json";
import { applyOperations, PatchFailure, type PatchOperation, parsePatch } from "../../emulator/json-patch";

/** Names with the characters that JSON Pointer escapes, and names that objects and arrays inherit. */
const name = fc
  .oneof(
    fc.constantFrom("a", "b", "0", "-", "", "~", "/", "~1", "a/b", "m~n"),
    fc.constantFrom("constructor", "prototype", "toString", "hasOwnProperty", "length"),
    fc.string({ maxLength: 6 }),
  )
  .filter((each) => each !== "__proto__");

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

/** The library that makes patches does not know the names that it inherits. */
const ordinary = fc.constantFrom("a", "b", "0", "-", "", "~", "/", "~1", "a/b", "m~n");
const plain = fc.dictionary(ordinary, fc.dictionary(ordinary, fc.integer()), { noNullPrototype: true });

test("a patch that leads from one document to another leads there", () => {
  fc.assert(
    fc.property(plain, plain, (from, to) => {
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

test.each(["constructor", "toString", "hasOwnProperty", "prototype", "length"])(
  "%s is a name as any other",
  (ordinaryName) => {
    const path = `/fields/${ordinaryName}`;
    const empty = { fields: {}, list: [1, 2, 3] };
    for (const op of ["replace", "remove", "test"]) {
      expect(() => applyOperations(empty, [{ op, path, value: 1 }])).toThrow(PatchFailure);
    }
    const filled = applyOperations(empty, [{ op: "add", path, value: { deep: 1 } }]);
    expect(filled.fields).toEqual({ [ordinaryName]: { deep: 1 } });
    const changed = applyOperations(filled, [{ op: "replace", path: `${path}/deep`, value: 2 }]);
    expect(applyOperations(changed, [{ op: "move", from: path, path: "/moved" }])).toEqual({
      fields: {},
      list: [1, 2, 3],
      moved: { deep: 2 },
    });
    expect(() =>
      applyOperations(empty, [{ op: "replace", path: `/list/${ordinaryName}`, value: 0 }]),
    ).toThrow(PatchFailure);
  },
);

test("the document that is patched stays as it is, whatever the operation", () => {
  const from = { object: { a: { b: 1 } }, list: [{ c: 1 }, { c: 2 }] };
  const before = JSON.stringify(from);
  const operations: readonly PatchOperation[] = [
    { op: "add", path: "/object/a/d", value: 2 },
    { op: "replace", path: "/object/a/b", value: 3 },
    { op: "add", path: "/list/0", value: {} },
    { op: "replace", path: "/list/1/c", value: 4 },
    { op: "move", from: "/list/2", path: "/object/e" },
    { op: "copy", from: "/object/a", path: "/list/-" },
    { op: "add", path: "/list/2/b", value: 5 },
    { op: "remove", path: "/object/a/b" },
  ];
  const after = applyOperations(from, operations);
  expect(JSON.stringify(from)).toBe(before);
  expect(after).toEqual({
    object: { a: { d: 2 }, e: { c: 2 } },
    list: [{}, { c: 4 }, { b: 5, d: 2 }],
  });
});

test("anything at all is a patch or a PatchFailure, and the prototype of objects stays as it is", () => {
  const path = fc.oneof(
    fc
      .array(fc.oneof(name, fc.constantFrom("__proto__", "length", "0", "-", "01", "1e0")), { maxLength: 4 })
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
