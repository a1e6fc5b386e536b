import { createHash } from "node:crypto";
import type { RequestLog } from "../control/request-log";
import { runWhatIsDueAnywhere } from "../events/batch";
import type { Answer, Exchange, Service } from "../gateway/service";
import { readAsset } from "./assets";
import { document } from "./document";
import { sandboxOverviews } from "./overview";

/**
 * A page for people at `/`: what is in the emulator and what happens to it. It shows itself anew by asking for itself
 * again; `If-None-Match` makes that cheap while nothing changes.
 */
export function pageService(requestLog: RequestLog): Service {
  let assets: Assets | undefined;
  return {
    name: "page",
    basePath: "",
    access: "open",
    routes: [
      {
        method: "GET",
        path: "/",
        handle: (exchange) => {
          runWhatIsDueAnywhere(exchange);
          // Read when somebody looks: most servers never show their page.
          assets ??= { style: readAsset("page.css"), script: readAsset("page.js") };
          return answer(exchange, requestLog, assets);
        },
      },
    ],
  };
}

const shownRequests = 40;

interface Assets {
  readonly style: ReturnType<typeof readAsset>;
  readonly script: ReturnType<typeof readAsset>;
}

function answer(exchange: Exchange, requestLog: RequestLog, { style, script }: Assets): Answer {
  const { text } = document({
    address: exchange.address,
    sandboxes: sandboxOverviews(exchange.store, exchange.now),
    requests: requestLog.newest(shownRequests),
    style: style.content,
    script: script.content,
  });
  const etag = `"${createHash("sha256").update(text).digest("base64url")}"`;
  const headers = {
    etag,
    "cache-control": "no-store",
    "content-type": "text/html; charset=utf-8",
    "content-security-policy":
      `default-src 'none'; connect-src 'self'; img-src data:; style-src ${style.hash}; script-src ${script.hash}; ` +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  };
  return exchange.request.headers["if-none-match"] === etag
    ? { status: 304, headers }
    : { status: 200, html: text, headers };
}
