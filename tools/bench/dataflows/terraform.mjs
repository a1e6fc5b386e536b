// The tutorial's curl calls as a Terraform configuration: `terraform_data` with local commands, ids in files.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bodyOf, flowPath, STEPS } from "./objects.mjs";

/**
 * Writes main.tf.json into a folder.
 * @param {string} folder
 * @param {{ url: string, headers: Record<string, string>, dataflows: number }} options
 */
export function writeTerraform(folder, { url, headers: given, dataflows }) {
  mkdirSync(folder, { recursive: true });
  const headers = Object.entries(given).map(([name, value]) => `-H '${name}: ${value}'`);
  const curl = `curl -sS --fail-with-body ${headers.join(" ")}`;
  /** @type {Record<string, unknown>} */
  const resources = {};
  for (let dataflow = 0; dataflow < dataflows; dataflow++) {
    const file = (/** @type {string} */ name) => path.join(folder, `${dataflow}.${name}`);
    for (const step of STEPS) {
      const placeholders = Object.fromEntries(step.needs.map((name) => [name, `{{${name}}}`]));
      writeFileSync(file(`${step.name}.body`), bodyOf(step, dataflow, placeholders));
      const substitutions = step.needs.map((name) => `-e "s|{{${name}}}|$(cat ${file(name)})|g"`);
      const body =
        substitutions.length === 0
          ? `cat ${file(`${step.name}.body`)}`
          : `sed ${substitutions.join(" ")} ${file(`${step.name}.body`)}`;
      // The first id counts, as in the pattern's own reading.
      const id = `tr '{,' '\\n\\n' | sed -nE 's#.*${sedPattern(step.id)}.*#\\1#p' | head -n 1`;
      const post = `${body} | ${curl} -d @- ${url}${step.path} | ${id} > ${file(step.name)} && test -s ${file(step.name)}`;
      const read = `until ${curl} ${url}${flowPath}/$(cat ${file("flow")}) | grep -q inletUrl; do :; done`;
      resources[`${step.name}_${dataflow}`] = {
        depends_on: step.needs.map((name) => `terraform_data.${name}_${dataflow}`),
        provisioner: [
          { "local-exec": { command: step.name === "flow" ? `${post} && ${read}` : post, quiet: true } },
        ],
      };
    }
  }
  writeFileSync(
    path.join(folder, "main.tf.json"),
    JSON.stringify({ resource: { terraform_data: resources } }),
  );
}

/** @param {RegExp} id */
function sedPattern({ source }) {
  return source.replaceAll("\\$", "[$]").replaceAll("\\/", "/");
}
