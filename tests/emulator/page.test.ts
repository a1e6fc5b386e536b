import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { type Bench, organization, paths, request, startBench } from "./client";
import { batchFlow } from "./fidelity/flow-requests";
import { makeXdmInlet } from "./http-api";
import { event, flow, makePipeline, type Pipeline } from "./tutorial";

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.emulator.close());

const hostile = `<script>document.title = "owned"</script><img src=x onerror="document.title='owned'">`;

const pageText = async (): Promise<string> =>
  String((await request(`${bench.emulator.url}/`, "GET", {})).body);

/** A second flow over the same objects, so that only its name differs. */
async function makeFlow(name: string, { sourceId, targetId, mappingId }: Pipeline): Promise<string> {
  const made = await bench.client.post(`${paths.flow}/flows`, {
    ...flow(sourceId, targetId, mappingId),
    name,
  });
  return made.text("id");
}

describe("the page over HTTP", () => {
  test("an empty emulator says what to do", async () => {
    expect(await pageText()).toContain("No flows yet: <code>npm run up</code>");
  });

  test("it shows a flow from its source over its mappings to its dataset", async () => {
    const { flowId, mappingId, datasetId } = await makePipeline(bench.client);
    const text = await pageText();
    for (const shown of [
      organization,
      "Sandbox dev",
      "Streaming Dataflow for Customer.io",
      flowId,
      "Streaming Source Connection for Customer.io",
      mappingId,
      "6 fields, version 0",
      "data.identifiers.cio_id",
      "Customer.io events",
      datasetId,
      "0 rows",
    ]) {
      expect(text).toContain(shown);
    }
  });

  test("a batch flow takes rows for its source, and has run when its time has come", async () => {
    const startTime = bench.clock.now / 1000 + 3600;
    await batchFlow(bench, { startTime, frequency: "hour", interval: 1 });
    const path = /data-entry="([^"]+)"/.exec(await pageText())?.[1] ?? "";
    expect(path).toMatch(/^\/_emulator\/sources\/[\w-]+\/rows$/);
    expect((await bench.client.post(path, event)).status).toBe(201);
    expect(await pageText()).toContain("Runs (0)");
    bench.clock.now += 3_600_000;
    expect(await pageText()).toContain("Runs (1)");
  });

  test("what a client sends is shown as text", async () => {
    await makeFlow(hostile, await makePipeline(bench.client));
    await bench.client.post(`${paths.flow}/flows?${hostile}`, { name: hostile });
    const text = await pageText();
    expect(text).toContain("&lt;script&gt;document.title");
    expect(text).not.toContain("<script>document.title");
    expect(text).not.toContain("<img");
  });

  test("only the page's own style and script may run, and nothing comes from elsewhere", async () => {
    const { headers } = await request(`${bench.emulator.url}/`, "GET", {});
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe-inline");
    expect(await pageText()).not.toMatch(/(src|href)="(https?:)?\/\//);
  });

  test("it is sent again only when something changed", async () => {
    const first = await request(`${bench.emulator.url}/`, "GET", {});
    const etag = first.headers.get("etag") ?? "";
    const again = await request(`${bench.emulator.url}/`, "GET", { "if-none-match": etag });
    expect([again.status, again.body]).toEqual([304, ""]);
    await makePipeline(bench.client);
    expect((await request(`${bench.emulator.url}/`, "GET", { "if-none-match": etag })).status).toBe(200);
  });

  test("it takes no other path and method from the gateway, and is in no log", async () => {
    const nowhere = await bench.client.get("/nowhere");
    expect([nowhere.status, nowhere.headers.get("content-type")]).toEqual([404, "text/html"]);
    expect((await bench.client.post("/", {})).status).toBe(404);
    await pageText();
    const { requests } = (await bench.client.get("/_emulator/requests")).body as {
      requests: { method: string; path: string }[];
    };
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /ims/token/v3",
      "GET /nowhere",
      "POST /",
    ]);
  });
});

const browserPath = [process.env.AEP_CHROMIUM ?? "", "/usr/bin/chromium"].find((path) => existsSync(path));

if (browserPath === undefined) {
  test.skip("the page in Chromium DID NOT RUN: there is no /usr/bin/chromium (apt-get install chromium), and AEP_CHROMIUM names none", () => {});
} else {
  describe("the page in Chromium", () => {
    let folder: string;
    let browser: BrowserContext;
    let page: Page;
    let problems: string[];

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "aep-page-"));
      browser = await chromium.launchPersistentContext(folder, {
        executablePath: browserPath,
        headless: true,
        args: [
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
        ],
      });
      browser.setDefaultTimeout(10_000);
    });
    afterAll(async () => {
      await browser.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    });
    beforeEach(async () => {
      problems = [];
      page = await browser.newPage();
      page.on("pageerror", (error) => problems.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error") {
          problems.push(message.text());
        }
      });
      page.on("request", (sent) => {
        if (!sent.url().startsWith(bench.emulator.url) && !sent.url().startsWith("data:")) {
          problems.push(`asked for ${sent.url()}`);
        }
      });
    });
    afterEach(() => page.close());

    const shows = (text: string) => page.getByText(text).first().waitFor();

    const isTooWide = () =>
      page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");

    test("a test event goes through a flow, and the page follows without a reload", async () => {
      await page.goto(bench.emulator.url);
      await shows("No flows yet");
      const { flowId } = await makePipeline(bench.client);
      const article = page.locator(`#flow-${flowId}`);
      await article.waitFor();
      await article.getByText("Send a test event", { exact: true }).click();
      await article.getByText("Rows (0)").click();

      const field = article.getByLabel("Event, as JSON.");
      const sample = JSON.parse(await field.inputValue()) as { data: unknown; timestamp: unknown };
      expect(sample).toMatchObject({ timestamp: 1, data: { identifiers: { email: "example" } } });
      await field.fill(JSON.stringify({ ...event, event_id: "FROM-THE-PAGE" }));
      await article.getByRole("button", { name: "Send event" }).click();

      await article.getByText("200 accepted").waitFor();
      await article.getByRole("cell", { name: "FROM-THE-PAGE" }).waitFor();
      await article.getByText("1 row", { exact: true }).waitFor();
      expect(await field.inputValue()).toContain("FROM-THE-PAGE");
      await page.locator("#requests").getByText("/collection/").first().waitFor();

      await field.fill("{");
      await article.getByRole("button", { name: "Send event" }).click();
      await article.getByText("400 The request body is not JSON").waitFor();
      // The browser tells of the refusal as well.
      expect(problems).toEqual([expect.stringContaining("status of 400")]);
    });

    test("a flow that takes XDM as it is gets its test event in an envelope", async () => {
      const { flowId } = await makeXdmInlet(bench.client);
      await page.goto(bench.emulator.url);
      const article = page.locator(`#flow-${flowId}`);
      await article.getByText("Rows (0)").click();
      await article.getByText("Send a test event", { exact: true }).click();
      await article.getByRole("button", { name: "Send event" }).click();
      await article.getByText("200 accepted").waitFor();
      await article.getByRole("columnheader", { name: "_extconndev.place.city" }).waitFor();
      await article.getByText("1 row", { exact: true }).waitFor();
      expect(problems).toEqual([]);
    });

    test("a run shows its errors", async () => {
      const { flowId, datasetId } = await makePipeline(bench.client);
      await bench.client.delete(`${paths.catalog}/dataSets/${datasetId}`);
      await page.goto(bench.emulator.url);
      const article = page.locator(`#flow-${flowId}`);
      await article.getByText("Runs (0)").click();
      await article.getByText("Send a test event", { exact: true }).click();
      await article.getByRole("button", { name: "Send event" }).click();
      await article.getByText(`The dataset ${datasetId} does not exist.`).waitFor();
      expect(await article.getByRole("cell", { name: "inProgress" }).count()).toBe(1);
    });

    test("the request log is live, and what was opened in it stays open", async () => {
      await page.goto(bench.emulator.url);
      const log = page.locator("#requests");
      await log.getByText("/ims/token/v3").click();
      await log.getByText("grant_type").waitFor();
      await bench.client.get(`${paths.flow}/flows/no-such-flow`);
      await log.getByText("/flows/no-such-flow").waitFor();
      expect(await log.locator("li").first().textContent()).toContain("404");
      expect(await log.getByText("grant_type").isVisible()).toBe(true);
      expect(await log.textContent()).not.toContain("hush");
    });

    test("a flow that is named like a script does nothing, at its first showing and when it is renewed", async () => {
      const pipeline = await makePipeline(bench.client);
      await makeFlow(hostile, pipeline);
      await page.goto(bench.emulator.url);
      await shows(hostile);
      const later = await makeFlow(`${hostile} later`, pipeline);
      await page.locator(`#flow-${later}`).waitFor();
      expect([await page.title(), problems]).toEqual(["AEP emulator", []]);
    });

    test("it fits a wide and a narrow window, in light and dark", async () => {
      const { flowId } = await makePipeline(bench.client);
      await page.goto(bench.emulator.url);
      const article = page.locator(`#flow-${flowId}`);
      await article.getByText("Send a test event", { exact: true }).click();
      await article.getByRole("button", { name: "Send event" }).click();
      await article.getByText("Rows (1)").click();
      await article.getByText("Runs (1)").click();
      await article.getByText("Mappings (6)").click();
      const colours = new Set<unknown>();
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        colours.add(await page.evaluate("getComputedStyle(document.body).backgroundColor"));
        for (const width of [1280, 400]) {
          await page.setViewportSize({ width, height: 900 });
          expect([colorScheme, width, await isTooWide()]).toEqual([colorScheme, width, false]);
          if (process.env.AEP_SCREENSHOTS !== undefined) {
            const name = `page-${colorScheme}-${width}.png`;
            await page.screenshot({ path: join(process.env.AEP_SCREENSHOTS, name), fullPage: true });
          }
        }
      }
      expect(colours.size).toBe(2);
      expect(problems).toEqual([]);
    });

    test("it says when the emulator is gone", async () => {
      await page.goto(bench.emulator.url);
      await shows("live");
      await bench.emulator.close();
      await shows("no answer: is the emulator running?");
    });
  });
}
