import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import fc from "fast-check";
import * as aep from "../../../provider";
import type { Json } from "../../../provider/api/values";
import { composeExport } from "../../../provider/export/export-sandbox";
import { EXPORTED_KINDS, handlerOf } from "../../../provider/export/exported-kinds";
import { express } from "../../../provider/export/express";
import { Names } from "../../../provider/export/names";
import { nameOf, type SandboxObject } from "../../../provider/export/plan";
import { printComment, printValue } from "../../../provider/export/print-value";
import { projectFiles } from "../../../provider/export/project-files";
import { pulumiObjection } from "../../../provider/export/pulumi-version";
import type { AnyKind } from "../../../provider/lifecycle/kind";
import * as v1 from "../../../provider/v1";
import { repositoryRoot } from "../../support/repository";
import { CANARY, LIVE_OBJECTS } from "./live-objects";

const golden = path.join(repositoryRoot, "tests", "golden", "exported");
const location = { host: "platform.adobe.io", orgId: "ACME@AdobeOrg", sandbox: "dev" };
const destination = { project: "dataflows", stack: "dev", location };

function kindNamed(name: string): AnyKind {
  const found = EXPORTED_KINDS.find(({ kind }) => kind.name === name)?.kind;
  if (found === undefined) throw new Error(`There is no kind ${name}.`);
  return found;
}

function objects(): SandboxObject[] {
  return LIVE_OBJECTS.map(({ kind: name, id, live }) => {
    const kind = kindNamed(name);
    const expression = express(kind, live, "acme");
    if (!expression.isExpressed) throw new Error(expression.reason);
    return { kind, id, live, args: expression.args, remarks: expression.remarks };
  });
}

function filesOf(found: readonly SandboxObject[], adopt = false): Readonly<Record<string, string>> {
  const left = [
    { kind: kindNamed("Flow"), id: "7e0b5d1c", name: "Begun `on` a *Friday*", reason: "it is a draft" },
  ];
  return projectFiles(composeExport({ objects: found, left }, destination, adopt));
}

describe("the files of an export", () => {
  // AEP_UPDATE_GOLDEN=1 writes them anew. The program among them is checked with the other types.
  it.each(["index.ts", "README.md", "import.json", "Pulumi.yaml", "package.json", "tsconfig.json"])(
    "%s is as it was looked at",
    async (name) => {
      const text = filesOf(objects())[name] ?? "";
      const file = path.join(
        golden,
        name === "package.json" || name === "tsconfig.json" ? `${name}.txt` : name,
      );
      if (process.env.AEP_UPDATE_GOLDEN) await writeFile(file, text);
      expect(text).toBe(await readFile(file, "utf8"));
    },
  );

  it("are the same in whatever order the objects came", () => {
    expect(filesOf(objects().reverse())).toEqual(filesOf(objects()));
  });

  it("hold no credential", () => {
    expect(JSON.stringify(LIVE_OBJECTS)).toContain(CANARY);
    for (const adopt of [true, false])
      expect(JSON.stringify(filesOf(objects(), adopt))).not.toContain(CANARY);
  });

  it("let resources adopt their objects by themselves", () => {
    const { "index.ts": program = "", "README.md": readme, ...others } = filesOf(objects(), true);
    expect(others).not.toHaveProperty("import.json");
    for (const { id } of LIVE_OBJECTS) expect(program).toContain(`  adopt: ${JSON.stringify(id)},\n`);
    expect(program).not.toContain("{ protect }");
    expect(readme).not.toContain("pulumi import");
  });

  it("declare every object before it is used", () => {
    const { "index.ts": program = "" } = filesOf(objects());
    const code = program.replaceAll(/^\s*\/\/.*$/gm, "");
    for (const [, variable = ""] of code.matchAll(/^const (\w+) = new /gm)) {
      const [declared, ...uses] = [...code.matchAll(new RegExp(`\\b${variable}\\b`, "g"))].map(
        ({ index }) => index,
      );
      for (const use of uses) expect(use).toBeGreaterThan(declared ?? Number.POSITIVE_INFINITY);
    }
  });
});

describe("the kinds that are exported", () => {
  it("have a class and a provider by their names", () => {
    for (const { kind } of EXPORTED_KINDS) {
      expect(aep).toHaveProperty(kind.name);
      expect(v1).toHaveProperty(handlerOf(kind));
    }
  });

  it("are all there are, but for descriptors, which schemas declare as their identities", () => {
    const exported = EXPORTED_KINDS.map(({ kind }) => handlerOf(kind));
    expect(Object.keys(v1).filter((handler) => !exported.includes(handler))).toEqual(["identityDescriptor"]);
  });

  it("refer to kinds before them", () => {
    for (const [index, { references }] of EXPORTED_KINDS.entries()) {
      for (const { to } of references)
        expect(EXPORTED_KINDS.findIndex(({ kind }) => kind === to)).toBeLessThan(index);
    }
  });
});

describe("a value", () => {
  const evaluate = (text: string): unknown => new Function(`return (${text});`)();

  it("is TypeScript that makes it again", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = printValue(value as Json, "", { reference: () => undefined, taken: 0 });
        expect(JSON.stringify(evaluate(text))).toBe(JSON.stringify(value));
      }),
    );
  });

  it.each(["it's", 'say "hi"', `both ' and "`, 'back\\slash "', "\u2028\u2029\u0000\n`{x}`"])(
    "may be the text %j",
    (text) => {
      const printed = printValue(text, "", { reference: () => undefined, taken: 0 });
      expect(evaluate(printed)).toBe(text);
      expect(printed).not.toMatch(/[\n\u2028\u2029]/);
    },
  );

  it("may be a member named __proto__", () => {
    const value = JSON.parse('{ "__proto__": { "a": 1 }, "first-name": 1 }') as Json;
    const text = printValue(value, "", { reference: () => undefined, taken: 0 });
    expect(text).toBe('{ ["__proto__"]: { a: 1 }, "first-name": 1 }');
    expect(Object.keys(evaluate(text) as object)).toEqual(["__proto__", "first-name"]);
  });

  it("cannot end a comment", () => {
    expect(printComment("a\nprocess.exit(1)\u2028b\r c")).toBe("// a process.exit(1) b c");
  });
});

describe("names", () => {
  it.each([
    ['Bestellungen für "Österreich"', "bestellungen-fur-osterreich", "bestellungenFurOsterreichFlow"],
    ["Straße & Łódź", "strasse-lodz", "strasseLodzFlow"],
    ["L'été", "lete", "leteFlow"],
    ["日本の注文", "日本の注文", "日本の注文Flow"],
    ["2024 orders", "2024-orders", "flow2024Orders"],
    ["🚀", "flow", "flow"],
    ["class", "class", "classFlow"],
    ["Orders flow", "orders-flow", "ordersFlow"],
    ["CRM orders", "crm-orders", "crmOrdersFlow"],
    ["__proto__", "proto", "protoFlow"],
  ])("of %j", (text, resource, variable) => {
    expect(new Names().resource(text, "flow")).toBe(resource);
    expect(new Names().variable(text, "Flow")).toBe(variable);
  });

  it("are never given twice", () => {
    const names = new Names();
    const given = ["orders", "Orders", "orders 2", "orders", "ORDERS!"].map((text) =>
      names.resource(text, "flow"),
    );
    expect(given).toEqual(["orders", "orders-2", "orders-2-2", "orders-3", "orders-4"]);
  });

  it("are identifiers, whatever people write", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 80 }), { maxLength: 5 }), (texts) => {
        const names = new Names();
        const given = texts.map((text) => names.variable(text, "Flow"));
        expect(new Set(given).size).toBe(texts.length);
        for (const name of given) new Function(`const ${name} = 1;`);
      }),
    );
  });

  it("are those that people gave", () => {
    expect(nameOf({ args: { name: "Orders" } })).toBe("Orders");
    expect(nameOf({ args: { title: " " } })).toBeUndefined();
  });
});

describe("the version of pulumi", () => {
  it("has to be one that takes the import file", () => {
    expect(pulumiObjection("3.253.9")).toContain("--adopt");
    expect(pulumiObjection("2.999.0")).toContain("3.254.0");
    for (const version of ["3.254.0", "3.259.0", "4.0.0", undefined])
      expect(pulumiObjection(version)).toBeUndefined();
  });
});
