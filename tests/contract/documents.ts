import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { isJsonObject, type Json, type JsonObject, member, text } from "../../emulator/json";
import { repositoryRoot } from "../support/repository";

/** One OpenAPI document, as it was read. */
export interface ApiDocument {
  /** The file's name without its ending, such as `flow-service`. */
  readonly name: string;
  readonly root: JsonObject;
}

/** Where Adobe's specifications are looked for. They are not part of the repository. */
export function specificationFolder(): string {
  return process.env.AEP_OPENAPI_DIR ?? path.join(repositoryRoot, "..", "shared", "openapi");
}

/** Adobe's specifications; none where there is no folder of them. */
export function readSpecifications(): readonly ApiDocument[] {
  const folder = specificationFolder();
  if (!existsSync(folder)) {
    return [];
  }
  const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
  return files.sort().map((file) => {
    // Anchors and dates stay what JSON can hold.
    const root: unknown = parse(readFileSync(path.join(folder, file), "utf8"), { schema: "core" });
    if (!isJsonObject(root)) {
      throw new Error(`${file} is not an OpenAPI document.`);
    }
    return { name: path.basename(file, ".yaml"), root };
  });
}

/** What is said in one sentence where there is nothing to judge by. */
export function notJudged(): string {
  return (
    `Adobe's specifications are not in ${specificationFolder()}: the contract with them was not judged. ` +
    "Set AEP_OPENAPI_DIR to a folder that holds flow-service.yaml and the others."
  );
}

/** The value itself, or what its `$ref` leads to; undefined where that is nothing, as in sandbox.yaml. */
export function resolved(document: ApiDocument, value: Json | undefined): Json | undefined {
  const reference = text(member(value, "$ref"));
  if (reference === undefined) {
    return value;
  }
  const names = reference.split("/").slice(1);
  const target = names
    .map((name) => decodeURIComponent(name).replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<Json | undefined>((current, name) => member(current, name), document.root);
  return resolved(document, target);
}
