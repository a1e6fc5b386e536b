import { createRequire, Module } from "node:module";
import { transformFileSync } from "@swc/core";

/**
 * Loads a TypeScript program of this repository, with all that it imports, as the tests are loaded: without a build, and
 * without a look at its types, which `npm run types` checks.
 * @param {string} file absolute
 * @returns {unknown} what it exports
 */
export function loadTypeScript(file) {
  process.setSourceMapsEnabled(true);
  const extensions = /** @type {Record<string, (module: any, file: string) => void>} */ (
    Reflect.get(Module, "_extensions")
  );
  extensions[".ts"] = (module, source) => {
    const { code } = transformFileSync(source, {
      jsc: { target: "es2022", parser: { syntax: "typescript" } },
      module: { type: "commonjs" },
      sourceMaps: "inline",
    });
    module._compile(code, source);
  };
  return createRequire(import.meta.url)(file);
}
