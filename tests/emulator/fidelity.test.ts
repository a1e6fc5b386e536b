import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Tokens } from "../../emulator/gateway/tokens";
import { operations } from "../../emulator/ledger/operations";
import { platformServices } from "../../emulator/services/platform";
import { repositoryRoot } from "../support/repository";
import { type Bench, connect, startBench } from "./client";
import { connectionProvocations } from "./fidelity/connection-provocations";
import { flowProvocations } from "./fidelity/flow-provocations";
import { gatewayProvocations } from "./fidelity/gateway-provocations";
import { otherProvocations } from "./fidelity/other-provocations";
import { codeList, fidelityPage } from "./fidelity/page";
import { codeOf, type Provocation } from "./fidelity/provocation";
import { registryProvocations } from "./fidelity/registry-provocations";
import { scheduleProvocations } from "./fidelity/schedule-provocations";

const provocations: readonly Provocation[] = [
  ...gatewayProvocations,
  ...flowProvocations,
  ...connectionProvocations,
  ...scheduleProvocations,
  ...registryProvocations,
  ...otherProvocations,
];

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.emulator.close());

const answers = new Map<Provocation, string | undefined>();

/** Each is provoked once, whichever test asks first. */
async function answerTo(provocation: Provocation): Promise<string | undefined> {
  if (!answers.has(provocation)) {
    await bench.client.post("/_emulator/reset");
    bench.clock.now = Date.parse("2026-11-22T10:00:00Z");
    const fresh: Bench = { ...bench, client: await connect(bench.emulator.url) };
    answers.set(provocation, codeOf(await provocation.provoke(fresh)));
  }
  return answers.get(provocation);
}

test.each(provocations.map((provocation) => [provocation.code, provocation] as const))(
  "%s is answered to what causes it",
  async (code, provocation) => {
    expect(await answerTo(provocation)).toBe(code);
  },
);

test("the table of operations has every route, and no other", () => {
  const routes = platformServices(new Tokens()).flatMap(({ name, routes: own }) =>
    own.map(({ method, path: below }) => `${name} ${method} ${below}`),
  );
  const described = operations.map(({ service, method, path: below }) => `${service} ${method} ${below}`);
  expect([...described].sort()).toEqual([...new Set(routes)].sort());
});

test("docs/fidelity.md is what the ledger, the operations and the provoked codes say", async () => {
  for (const provocation of provocations) expect(await answerTo(provocation)).toBe(provocation.code);
  process.stdout.write(`\n${codeList(provocations)}\n`);
  const file = path.join(repositoryRoot, "docs", "fidelity.md");
  const page = fidelityPage(provocations);
  if (process.env.AEP_WRITE_FIDELITY === "1") {
    writeFileSync(file, page);
  }
  const stored = existsSync(file) ? readFileSync(file, "utf8") : "";
  if (stored !== page) {
    throw new Error("docs/fidelity.md is stale. Write it anew with `npm run docs:fidelity`.");
  }
});
