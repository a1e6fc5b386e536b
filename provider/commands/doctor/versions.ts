import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { PACKAGE_VERSION } from "../../api/version";
import { type Finding, failed, ok, skipped, warning } from "./finding";

/** Of `engines` and `peerDependencies` in package.json. */
const OLDEST_NODE = "20.19.0";
const OLDEST_PULUMI = "3.216.0";
const PATIENCE_MILLISECONDS = 15_000;

export async function checkVersions(): Promise<readonly Finding[]> {
  const node = process.versions.node;
  const [engine, sdk] = [await checkEngine(), checkSdk()];
  return [
    ok("pulumi-aep", PACKAGE_VERSION),
    isOlder(node, OLDEST_NODE)
      ? failed("node", `${node} is too old: install Node.js ${OLDEST_NODE} or newer.`)
      : ok("node", node),
    engine,
    sdk,
    ...checkTogether(engine, sdk),
  ];
}

/** Engines after this one hand over an object that is got as inputs alone, which older SDKs do not understand. */
const LAST_ENGINE_OF_ANY_SDK = "3.260.0";
const OLDEST_SDK_OF_LATER_ENGINES = "3.268.0";

function checkTogether(engine: Finding, sdk: Finding): Finding[] {
  if (engine.outcome !== "ok" || sdk.outcome !== "ok") return [];
  const isLater = isOlder(LAST_ENGINE_OF_ANY_SDK, engine.detail);
  if (!isLater || !isOlder(sdk.detail, OLDEST_SDK_OF_LATER_ENGINES)) return [];
  return [
    warning(
      "X.get",
      `may fail: pulumi ${engine.detail} needs @pulumi/pulumi ${OLDEST_SDK_OF_LATER_ENGINES} or newer for it, and this folder ` +
        `has ${sdk.detail}: npm install @pulumi/pulumi@latest`,
    ),
  ];
}

async function checkEngine(): Promise<Finding> {
  try {
    const { stdout } = await promisify(execFile)("pulumi", ["version"], { timeout: PATIENCE_MILLISECONDS });
    return assess("pulumi", stdout.trim().replace(/^v/, ""), "https://www.pulumi.com/docs/install/");
  } catch (error) {
    const isAbsent = error instanceof Error && "code" in error && error.code === "ENOENT";
    return isAbsent
      ? warning(
          "pulumi",
          "is not on the PATH. These commands do without it, programs do not: https://www.pulumi.com/docs/install/",
        )
      : warning("pulumi", "is on the PATH, but does not tell its version: try `pulumi version`.");
  }
}

/** The one that a program in this folder would use. */
function checkSdk(): Finding {
  try {
    const manifest: unknown = createRequire(join(process.cwd(), "index.js"))("@pulumi/pulumi/package.json");
    const version = manifest !== null && typeof manifest === "object" && "version" in manifest;
    return assess("@pulumi/pulumi", version ? String(manifest.version) : "", "npm install @pulumi/pulumi");
  } catch {
    return skipped("@pulumi/pulumi", "is not installed in this folder: it holds no Pulumi program.");
  }
}

function assess(check: string, version: string, wayOut: string): Finding {
  return isOlder(version, OLDEST_PULUMI)
    ? warning(check, `${version} is too old for this package, which needs ${OLDEST_PULUMI}: ${wayOut}`)
    : ok(check, version);
}

function isOlder(version: string, oldest: string): boolean {
  const parts = (text: string) => text.split("-", 1)[0]?.split(".").map(Number) ?? [];
  const [ours, theirs] = [parts(version), parts(oldest)];
  const different = theirs.findIndex((part, index) => part !== (ours[index] ?? 0));
  return different >= 0 && !((ours[different] ?? 0) > (theirs[different] ?? 0));
}
