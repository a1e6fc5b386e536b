import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A part of the page that stands in it word for word, and the hash by which a browser lets it through. */
export interface Asset {
  readonly content: string;
  /** As Content-Security-Policy writes it. */
  readonly hash: string;
}

/** Reads a file of the page, from beside the sources: the compiler leaves it there. */
export function readAsset(name: string): Asset {
  const content = readFileSync(join(packageFolder(__dirname), "page", "assets", name), "utf8");
  return { content, hash: `'sha256-${createHash("sha256").update(content).digest("base64")}'` };
}

function packageFolder(from: string): string {
  const parent = dirname(from);
  if (existsSync(join(from, "package.json")) || parent === from) {
    return from;
  }
  return packageFolder(parent);
}
