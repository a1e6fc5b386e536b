import { flowArticle } from "./flow-article";
import { html, type Markup } from "./markup";
import { grouped, plural } from "./numbers";
import type { SandboxOverview } from "./overview";

/** A sandbox: what it holds, and its flows. */
export function sandboxSection({ organization, sandbox, counts, flows, flowCount }: SandboxOverview): Markup {
  const id = `sandbox-${organization}-${sandbox}`;
  const hidden = flowCount - flows.length;
  return html`<section id="${id}" aria-labelledby="${id}-title">
<div class="sandbox-head">
<h2 id="${id}-title">Sandbox ${sandbox} <small>${organization}</small></h2>
<ul class="counts">${counts.map(({ noun, count }) => html`<li><b>${grouped(count)}</b> ${plural(count, noun)}</li>`)}</ul>
</div>
${flows.length === 0 ? noFlows : flows.map(flowArticle)}
${hidden > 0 ? html`<p class="notice">And ${grouped(hidden)} older ${plural(hidden, "flow")}.</p>` : undefined}
</section>`;
}

const noFlows = html`<p class="notice">No flows yet: <code>npm run up</code> makes the Customer.io dataflow.</p>`;
