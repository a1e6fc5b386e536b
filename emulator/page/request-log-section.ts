import type { LoggedRequest } from "../control/request-log";
import { html, type Markup } from "./markup";

/** Characters of a body. */
const shownBody = 2000;

/** The last requests to the platform, the newest first. */
export function requestLogSection(newest: readonly LoggedRequest[]): Markup {
  return html`<section id="requests" aria-labelledby="requests-title">
<h2 id="requests-title">Requests</h2>
${
  newest.length === 0
    ? html`<p class="notice">No requests yet. What a client asks of the platform appears here as it happens.</p>`
    : html`<ol class="requests" reversed start="${newest[0]?.sequence}">${newest.map(requestLine)}</ol>`
}
</section>`;
}

function requestLine(request: LoggedRequest): Markup {
  const { sequence, method, path, query, service, status, assumptions, headers, body } = request;
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, values]) =>
      (typeof values === "string" ? [values] : values).map((value): [string, string] => [name, value]),
    ),
  ).toString();
  return html`<li id="request-${sequence}" value="${sequence}"><details id="request-${sequence}-details">
<summary><span class="status" data-class="${statusClass(status)}">${status ?? "none"}</span>
<span class="method">${method}</span>
<span class="path">${path}${search === "" ? "" : `?${search}`}</span>
<span class="service">${service}</span></summary>
<dl>
${assumptions.length === 0 ? undefined : html`<dt>Rests on assumptions</dt><dd>${assumptions.join(", ")}</dd>`}
<dt>Headers</dt><dd><pre>${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n")}</pre></dd>
${body === null ? undefined : html`<dt>Body</dt><dd><pre>${bodyText(body)}</pre></dd>`}
</dl></details></li>`;
}

function bodyText(body: LoggedRequest["body"]): string {
  const text = typeof body === "string" ? body : JSON.stringify(body, null, 2);
  return text.length > shownBody
    ? `${text.slice(0, shownBody)}\n… and ${text.length - shownBody} more`
    : text;
}

/** `2xx` for 201; `none` for a request without an answer. */
function statusClass(status: number | null): string {
  return status === null ? "none" : `${Math.floor(status / 100)}xx`;
}
