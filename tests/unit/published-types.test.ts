import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.join(__dirname, "..", "..", "provider", "dist");

/** Every declaration file that a program's compiler reads, with the packages that it imports. */
function reachable(file: string, seen = new Map<string, string[]>()): Map<string, string[]> {
  if (seen.has(file)) return seen;
  const imports = [...readFileSync(file, "utf8").matchAll(/(?:from|import\()\s*"([^"]+)"/g)].map(
    ([, name = ""]) => name,
  );
  seen.set(file, imports);
  for (const name of imports.filter((each) => each.startsWith("."))) {
    const next = path.join(path.dirname(file), `${name}.d.ts`);
    if (existsSync(next)) reachable(next, seen);
  }
  return seen;
}

describe("the published declarations", () => {
  it.each(["index.d.ts", "v1.d.ts"])("%s needs no package but the Pulumi SDK", (entry) => {
    const packages = [...reachable(path.join(root, entry)).values()]
      .flat()
      .filter((name) => !name.startsWith("."));
    expect([...new Set(packages)]).toEqual(["@pulumi/pulumi"]);
  });
});
