import { readFileSync } from "node:fs";
import path from "node:path";
import { repositoryRoot } from "../../support/repository";
import { KINDS } from "./kinds";

/** What the editor shows of a property says what its facts say: no default, and no replacement, is a surprise. */
function argumentsOf(kindName: string): { readonly introduction: string; readonly body: string } {
  const file = kindName.replace(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
  const source = readFileSync(path.join(repositoryRoot, "provider/resources", `${file}.ts`), "utf8");
  const at = source.indexOf(`export interface ${kindName}Args `);
  return {
    introduction: source.slice(source.lastIndexOf("/**", at), at),
    body: source.slice(at, source.indexOf("\n}", at)),
  };
}

describe.each(KINDS.map(([kind]) => [kind.name, kind] as const))("the arguments of a %s", (name, kind) => {
  const { introduction, body } = argumentsOf(name);

  it("link Adobe's page", () => {
    expect(introduction).toMatch(/\{@link https:\/\/(experienceleague|developer)\.adobe\.com\//);
  });

  it.each(Object.entries(kind.fields))(
    "say of %s what a change does, and what it is when left out",
    (property, { replaces }) => {
      const found = new RegExp(`/\\*\\*((?:(?!/\\*\\*)[^])*?)\\*/\\s*${property}(\\??):`).exec(body);
      const [, comment = "", optional = ""] = found ?? [];
      expect(comment.trim()).not.toBe("");
      expect([property, /replaces/i.test(comment)]).toEqual([property, replaces !== undefined]);
      // A text that is left out is not there; that needs no words.
      if (optional !== "" && !/Free text/.test(comment)) expect(comment).toMatch(/default|left out/i);
    },
  );
});
