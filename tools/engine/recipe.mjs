import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Where `go.mod` and `go.sum` of the engine stand. */
export const recipeFolder = path.dirname(fileURLToPath(import.meta.url));

/** Oldest `pulumi` that keeps the `inputs` a dynamic provider's `read` answers, which refresh needs. */
export const oldestPulumi = { major: 3, minor: 216, patch: 0 };

/** Oldest Go that can build the engine, or fetch by itself the toolchain that `go.mod` asks for. */
export const oldestGo = { major: 1, minor: 25, patch: 0 };

/** How many packages a build from nothing compiles: for the progress line only. */
export const approximatePackageCount = 1700;

export const installPulumiPage = "https://www.pulumi.com/docs/iac/download-install/";
export const installGoPage = "https://go.dev/doc/install";

/**
 * What is built, and how. The CLI's own module has `replace` lines, so `go install` refuses it; `go.mod`
 * beside this file repeats the one that matters.
 * @returns {{ version: string, arguments: string[], hash: string }} version without `v`; hash of all that
 *   decides the outcome
 */
export function readRecipe() {
  const modules = readFileSync(path.join(recipeFolder, "go.mod"), "utf8");
  const sums = readFileSync(path.join(recipeFolder, "go.sum"), "utf8");
  const version = /github\.com\/pulumi\/pulumi\/pkg\/v3 v(\S+)/.exec(modules)?.[1];
  if (version === undefined) throw new Error(`${recipeFolder}/go.mod requires no pulumi/pkg/v3`);
  const linker = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`;
  const buildArguments = ["-trimpath", "-tags", "osusergo,grpcnotrace", "-ldflags", linker];
  const hash = createHash("sha256")
    .update(JSON.stringify([modules, sums, buildArguments]))
    .digest("hex")
    .slice(0, 12);
  return { version, arguments: [...buildArguments, "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"], hash };
}
