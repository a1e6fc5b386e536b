import type { LoggedRequest } from "../control/request-log";
import { html, Markup } from "./markup";
import type { SandboxOverview } from "./overview";
import { requestLogSection } from "./request-log-section";
import { sandboxSection } from "./sandbox-section";

/** What the page shows. */
export interface PageContent {
  readonly address: string;
  readonly sandboxes: readonly SandboxOverview[];
  /** The newest first. */
  readonly requests: readonly LoggedRequest[];
  readonly style: string;
  readonly script: string;
}

/** The whole page. Everything with an id keeps its place, and what was typed into it, when the page renews itself. */
export function document({ address, sandboxes, requests, style, script }: PageContent): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>AEP emulator</title>
<link rel="icon" href="${icon}">
<style>${verbatim(style)}</style>
</head>
<body>
<header class="top">
<h1>AEP emulator</h1>
<p><code>${address}</code></p>
<p id="connection" role="status" data-kept></p>
</header>
<main id="main">
${sandboxes.length === 0 ? nothingYet : sandboxes.map(sandboxSection)}
${requestLogSection(requests)}
</main>
<noscript><p class="notice">Without scripts this page neither renews itself nor sends events.</p></noscript>
<script>${verbatim(script)}</script>
</body>
</html>
`;
}

const nothingYet = html`<section id="empty" aria-labelledby="empty-title">
<h2 id="empty-title">Nothing here yet</h2>
<p>No flows yet: <code>npm run up</code> makes the Customer.io dataflow, <code>npm run send</code> sends events through
it. What any other client makes shows here as well.</p>
</section>`;

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E" +
  "%3Cpath d='M1 8h5m4 0h5' stroke='%23808080' stroke-width='2'/%3E" +
  "%3Ccircle cx='8' cy='8' r='3' fill='%232563eb'/%3E%3C/svg%3E";

/** The page's own style and script, whose hashes the browser compares. */
function verbatim(content: string): Markup {
  return Markup.of(content);
}
