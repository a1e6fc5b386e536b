import { isJsonObject, type Json, type JsonObject } from "../json";
import type { MappingSource } from "../services/data-prep/mapping-set";
import { html, type Markup } from "./markup";
import { grouped, plural } from "./numbers";
import type { FlowOverview, RunOverview } from "./overview";

/** A flow: its graph, its figures, and behind a click its mappings, rows, runs and a form to try it. */
export function flowArticle(flow: FlowOverview): Markup {
  const { id, name, state, specName, totals, rowCount, runCount } = flow;
  return html`<article id="flow-${id}" aria-labelledby="flow-${id}-title">
<header>
<h3 id="flow-${id}-title">${name}</h3>
<p class="badge" data-state="${state}">${state}</p>
<p class="identity">${specName} · <code>${id}</code></p>
</header>
${graph(flow)}
<dl class="figures">
${figure("received", totals.received)}
${figure("written", totals.written)}
${figure("failed", totals.failed)}
${figure("rows", rowCount)}
${figure("runs", runCount)}
</dl>
${sendForm(flow)}
${mappings(flow)}
${rows(flow)}
${runs(flow)}
</article>`;
}

function graph({ source, mapping, dataset, rowCount }: FlowOverview): Markup {
  return html`<ol class="graph" aria-label="From source to dataset">
<li>${node("Source", source?.name ?? "deleted source connection", source?.kind, source?.id)}</li>
<li>${
    mapping === undefined
      ? node("Mapping", "none: events are taken as they are")
      : node(
          "Mapping",
          mapping.mappings === undefined
            ? "deleted mapping set"
            : `${numbered(mapping.mappings.length, "field")}, version ${mapping.version}`,
          undefined,
          mapping.id,
        )
  }</li>
<li>${node("Dataset", dataset?.name ?? "deleted target connection", dataset?.schema, dataset?.id)}
<p class="count">${numbered(rowCount, "row")}</p></li>
</ol>`;
}

function node(role: string, name: string, kind?: string, id?: string): Markup {
  return html`<p class="role">${role}</p>
<p class="name">${name}</p>
${kind === undefined ? undefined : html`<p class="kind">${kind}</p>`}
${id === undefined ? undefined : html`<p class="kind"><code>${id}</code></p>`}`;
}

function figure(label: string, count: number): Markup {
  return html`<div data-figure="${label}" data-zero="${String(count === 0)}"><dt>${label}</dt><dd>${grouped(count)}</dd></div>`;
}

/** Lines; a longer event scrolls. */
const longestForm = 20;

function sendForm({ id, state, entry, sample }: FlowOverview): Markup {
  if (entry === undefined) {
    return html`<p class="notice">The source of this flow is gone: nothing can come in.</p>`;
  }
  const { takes, path } = entry;
  const content = JSON.stringify(sample, null, 2);
  const lines = Math.min(content.split("\n").length, longestForm);
  const then = takes === "row" ? " The flow reads it in its next run." : "";
  const note = state === "enabled" ? then : ` The flow is ${state}: nothing reaches the dataset.`;
  return html`<details id="send-${id}"><summary>Send a test ${takes}</summary>
<form id="form-${id}" data-entry="${path}" data-flow="${id}">
<label for="content-${id}">${takes === "event" ? "Event" : "Row of the source"}, as JSON.${note}</label>
<textarea id="content-${id}" name="content" rows="${lines}" spellcheck="false" data-kept>${content}</textarea>
<div class="send"><button type="submit">Send ${takes}</button>
<output id="answer-${id}" for="content-${id}" data-kept></output></div>
<p class="kind">POST <code>${path}</code></p>
</form></details>`;
}

function mappings({ id, mapping }: FlowOverview): Markup | undefined {
  if (mapping?.mappings === undefined) {
    return undefined;
  }
  const lines = mapping.mappings.map(
    ({ source, destination }) =>
      html`<tr><td><code>${sourceText(source)}</code></td><td><code>${destination}</code></td></tr>`,
  );
  return details(
    `mappings-${id}`,
    `Mappings (${grouped(mapping.mappings.length)})`,
    table("Mappings", ["Source", "Target field"], lines),
  );
}

function sourceText(source: MappingSource): string {
  switch (source.kind) {
    case "path":
      return source.path;
    case "expression":
      return source.expression;
    case "constant":
      return JSON.stringify(source.value);
  }
}

function rows({ id, rows: newest, rowCount }: FlowOverview): Markup {
  const flat = newest.map(({ number, row }) => ({ number, leaves: leavesOf(row) }));
  const columns = [...new Set(flat.flatMap(({ leaves }) => [...leaves.keys()]))];
  const lines = flat.map(
    ({ number, leaves }) =>
      html`<tr id="row-${id}-${number}"><td class="number">${number}</td>${columns.map(
        (column) => html`<td>${leaves.get(column) ?? ""}</td>`,
      )}</tr>`,
  );
  const content =
    newest.length === 0
      ? html`<p class="notice">No rows yet: send one, or <code>npm run send</code>.</p>`
      : table("The newest rows first", ["#", ...columns], lines);
  return details(`rows-${id}`, `Rows (${grouped(rowCount)})`, content);
}

/** The values of a row by their path; what is an array stays together. */
function leavesOf(row: JsonObject, path = ""): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>();
  for (const [name, value] of Object.entries(row)) {
    if (isJsonObject(value)) {
      for (const [inner, leaf] of leavesOf(value, `${path}${name}.`)) {
        leaves.set(inner, leaf);
      }
    } else {
      leaves.set(`${path}${name}`, leafText(value));
    }
  }
  return leaves;
}

function leafText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function runs({ id, runs: newest, runCount }: FlowOverview): Markup {
  const content =
    newest.length === 0
      ? html`<p class="notice">No runs yet.</p>`
      : table(
          "The newest runs first",
          ["Started", "Status", "Received", "Written", "Failed", "Errors"],
          newest.map(runLine),
        );
  return details(`runs-${id}`, `Runs (${grouped(runCount)})`, content);
}

function runLine(run: RunOverview): Markup {
  const { status } = run;
  const errors = run.errors.map(({ code, message }) => html`<li><code>${code}</code> ${message}</li>`);
  const more = run.failed - run.errors.length;
  return html`<tr id="run-${run.id}"><td>${time(run.startedAt)}</td>
<td><span class="badge" data-state="${status}">${status}</span></td>
<td class="number">${grouped(run.received)}</td><td class="number">${grouped(run.written)}</td>
<td class="number">${grouped(run.failed)}</td>
<td>${errors.length === 0 ? "–" : html`<ul class="errors">${errors}</ul>`}
${more > 0 ? html`<p class="kind">and ${grouped(more)} more</p>` : undefined}</td></tr>`;
}

function time(at: number): Markup {
  const iso = new Date(at).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace("T", " ")} UTC</time>`;
}

function details(id: string, summary: string, content: Markup): Markup {
  return html`<details id="${id}"><summary>${summary}</summary>${content}</details>`;
}

function table(caption: string, columns: readonly string[], lines: readonly Markup[]): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${lines}</tbody></table></div>`;
}

function numbered(count: number, noun: string): string {
  return `${grouped(count)} ${plural(count, noun)}`;
}
