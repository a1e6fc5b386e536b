import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** A machine with nothing on it but what a test puts there: a PATH and a cache folder of its own. */
export interface Machine {
  readonly cache: string;
  readonly environment: Readonly<Record<string, string>>;
  /** How often the compiler was started. */
  builds(): number;
  dispose(): void;
}

export interface MachineOptions {
  /** Version that `go version` tells; undefined: there is no Go. */
  readonly go?: string;
  /** Version that `pulumi version` tells; undefined: there is no Pulumi. */
  readonly pulumi?: string;
  /** What `go build` does. Default: "succeed". */
  readonly build?: "succeed" | "fill the disk" | "fail to compile" | "hang";
}

/** Stands in for Go: writes, as the engine, a script that tells the version it was to be linked with. */
const fakeGo = `
const fs = require("node:fs");
const args = process.argv.slice(2);
if (args[0] === "version") {
  console.log("go version go" + process.env.FAKE_GO_VERSION + " linux/amd64");
} else {
  fs.appendFileSync(process.env.FAKE_GO_BUILDS, "build\\n");
  console.error("go: downloading example.org/module v1.0.0");
  const output = args[args.indexOf("-o") + 1];
  const version = args[args.indexOf("-ldflags") + 1].split("version.Version=")[1];
  if (process.env.FAKE_GO_BUILD === "fill the disk") {
    console.error("link: write error: no space left on device");
    process.exit(1);
  }
  if (process.env.FAKE_GO_BUILD === "fail to compile") {
    console.error("engine.go:7: undefined: everything");
    process.exit(1);
  }
  fs.writeFileSync(output, "half");
  if (process.env.FAKE_GO_BUILD === "hang") setTimeout(() => {}, 15000);
  else setTimeout(() => fs.writeFileSync(output, "#!" + process.execPath + "\\nconsole.log('" + version + "')\\n", { mode: 0o755 }), 300);
  fs.chmodSync(output, 0o755);
}
`;

export function createMachine({ go, pulumi, build = "succeed" }: MachineOptions): Machine {
  const base = mkdtempSync(path.join(tmpdir(), "pulumi-aep-engine-"));
  const bin = path.join(base, "bin");
  const cache = path.join(base, "cache");
  const builds = path.join(base, "builds");
  mkdirSync(bin);
  const install = (name: string, script: string) => {
    writeFileSync(path.join(bin, name), `#!${process.execPath}\n${script}`);
    chmodSync(path.join(bin, name), 0o755);
  };
  if (go !== undefined) install("go", fakeGo);
  if (pulumi !== undefined) install("pulumi", `console.log("v${pulumi}")`);
  return {
    cache: path.join(cache, "pulumi-aep", "engine"),
    environment: {
      PATH: bin,
      XDG_CACHE_HOME: cache,
      FAKE_GO_VERSION: go ?? "",
      FAKE_GO_BUILD: build,
      FAKE_GO_BUILDS: builds,
    },
    builds: () => (existsSync(builds) ? readFileSync(builds, "utf8").trim().split("\n").length : 0),
    dispose: () => rmSync(base, { recursive: true, force: true }),
  };
}
