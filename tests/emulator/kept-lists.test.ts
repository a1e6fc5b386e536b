import { KeptLists } from "../../emulator/store/kept-lists";
import { accept, type Bench, type Client, paths, startBench } from "./client";
import { makeDataset, sourceConnection } from "./tutorial";

let bench: Bench;
let client: Client;
beforeEach(async () => {
  bench = await startBench();
  client = bench.client;
});
afterEach(() => bench.emulator.close());

const sources = `${paths.flow}/sourceConnections`;

async function createSources(names: string): Promise<Readonly<Record<string, string>>> {
  const ids: Record<string, string> = {};
  for (const name of names) {
    ids[name] = (await client.post(sources, { ...sourceConnection, name })).text("id");
  }
  return ids;
}

test("the pages of an ordered list go on as it began, with its objects as they are by now", async () => {
  const ids = await createSources("abcdef");
  const first = await client.get(`${sources}?orderby=-name&limit=2`);
  await createSources("g");
  await client.delete(`${sources}/${ids.d}`);
  const read = await client.get(`${sources}/${ids.c}`);
  await client.patch(`${sources}/${ids.c}`, [{ op: "replace", path: "/name", value: "changed" }], {
    headers: { "if-match": read.text("items", 0, "etag") },
  });
  const names: unknown[] = [];
  let page = first;
  for (;;) {
    names.push((page.at("items") as { name: string }[]).map(({ name }) => name).join(""));
    const next = page.at("_links", "next", "href");
    if (next === undefined) {
      break;
    }
    page = await client.get(`${paths.flow}${String(next)}`);
  }
  expect(names).toEqual(["fe", "changed", "ba"]);
});

test("a list that nobody remembers is put together again", async () => {
  await createSources("abcd");
  const first = await client.get(`${sources}?orderby=name&limit=2`);
  for (let other = 0; other < 25; other += 1) {
    await client.get(`${sources}?orderby=-name&limit=${1 + (other % 3)}`);
  }
  const second = await client.get(`${paths.flow}${first.text("_links", "next", "href")}`);
  expect((second.at("items") as { name: string }[]).map(({ name }) => name)).toEqual(["c", "d"]);
});

test("ordered and filtered lists of datasets and resources show what was written since the last page", async () => {
  await makeDataset(client, "A");
  await makeDataset(client, "B");
  const dataSets = async (query: string) =>
    Object.values((await client.get(`${paths.catalog}/dataSets?${query}`)).body as object).map(
      ({ name }: { name: string }) => name,
    );
  const groups = async () =>
    (
      (await client.get(`${paths.registry}/tenant/fieldgroups?orderby=-title`, { headers: accept.list })).at(
        "results",
      ) as { title: string }[]
    ).map(({ title }) => title);
  expect(await dataSets("name=*events&orderBy=desc:name")).toEqual(["B events", "A events"]);
  expect(await groups()).toEqual(["B event", "A event"]);
  await makeDataset(client, "C");
  expect(await dataSets("name=*events&orderBy=desc:name")).toEqual(["C events", "B events", "A events"]);
  expect(await dataSets("name=*events&orderBy=desc:name&start=1&limit=1")).toEqual(["B events"]);
  expect(await groups()).toEqual(["C event", "B event", "A event"]);
});

test("a list is made once until something is written", () => {
  const lists = new KeptLists();
  let made = 0;
  const ask = (name: string) =>
    lists.whileUnchanged(name, () => {
      made += 1;
      return [made];
    });
  expect([ask("a"), ask("a"), ask("b"), ask("a")]).toEqual([[1], [1], [2], [1]]);
  lists.changed();
  expect([ask("a"), ask("a")]).toEqual([[3], [3]]);
  const name = lists.keep(["x"]);
  lists.changed();
  expect([lists.kept(name), lists.kept("a")]).toEqual([["x"], undefined]);
});
