// The tutorial's curl calls, one after the other. `curl-sequence.mjs URL DATAFLOWS`
import { execFileSync } from "node:child_process";
import { bodyOf, flowPath, headersWith, idIn, STEPS } from "./objects.mjs";

const [url = "", count = "1"] = process.argv.slice(2);
const form = "grant_type=client_credentials&client_id=bench&client_secret=x";
const token = JSON.parse(curl("-d", form, `${url}/ims/token/v3`)).access_token;
const headers = Object.entries(headersWith(token)).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);

for (let dataflow = 0; dataflow < Number(count); dataflow++) {
  /** @type {Record<string, string>} */
  const ids = {};
  for (const step of STEPS) {
    ids[step.name] = idIn(step, curl(...headers, "-d", bodyOf(step, dataflow, ids), url + step.path));
  }
  while (!curl(...headers, `${url}${flowPath}/${ids.flow}`).includes('"inletUrl"'));
}

/** @param {string[]} commandArguments */
function curl(...commandArguments) {
  return execFileSync("curl", ["-sS", "--fail-with-body", ...commandArguments], { encoding: "utf8" });
}
