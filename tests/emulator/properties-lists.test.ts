import fc from "fast-check";
import { type Bench, type Client, paths, type Reply, startBench } from "./client";
import { makeDataset, mappingSet, sourceConnection } from "./tutorial";

const names = [
  "alpha",
  "Beta",
  "gamma delta",
  "a.b",
  "x==y",
  "10",
  "9",
  "ümlaut",
  "<none>",
  "a&b=c",
  "50%",
  "+1",
];
const collection = `${paths.flow}/sourceConnections`;

let bench: Bench;
let client: Client;
let schemaId: string;
beforeAll(async () => {
  bench = await startBench();
  client = bench.client;
  for (const [index, name] of names.entries()) {
    bench.clock.now += 1000;
    const params = { rank: index % 4, columns: [{ name: `c${index % 3}` }, { name: "shared" }] };
    expect((await client.post(collection, { ...sourceConnection, name, params })).status).toBe(201);
  }
  for (const title of ["delta", "alpha", "charlie", "bravo", "echo"]) {
    ({ schemaId } = await makeDataset(client, title));
    bench.clock.now += 1000;
    expect((await client.post(`${paths.dataPrep}/mappingSets`, mappingSet(schemaId))).status).toBe(200);
  }
});
afterAll(() => bench.emulator.close());

async function list(...parameters: readonly (readonly [string, string])[]): Promise<Reply> {
  const query = new URLSearchParams(parameters.map(([name, value]): [string, string] => [name, value]));
  const answer = await client.get(`${collection}?${query}`);
  expect(answer.status).toBe(200);
  return answer;
}

const itemsOf = (answer: Reply): readonly { readonly name: string }[] =>
  answer.at("items") as { name: string }[];
const namesOf = (answer: Reply): readonly string[] => itemsOf(answer).map(({ name }) => name);
const found = async (...filters: readonly string[]): Promise<readonly string[]> =>
  namesOf(await list(...filters.map((filter) => ["property", filter] as const)));

/** A value that begins like an operator needs quotes. */
const written = (name: string): string => (/^[=!<>~]/.test(name) ? `"${name}"` : name);

const aName = fc.constantFrom(...names, "nobody");
const aRank = fc.integer({ min: -1, max: 5 });
const runs = { numRuns: 40 };

test("equal and unequal divide a list, and quotes do not matter", async () => {
  await fc.assert(
    fc.asyncProperty(aName, async (name) => {
      const equal = await found(`name==${written(name)}`);
      expect(equal).toEqual(names.filter((each) => each === name));
      expect(await found(`name!=${written(name)}`)).toEqual(names.filter((each) => each !== name));
      expect(await found(`name=="${name}"`)).toEqual(equal);
    }),
    runs,
  );
});

test("greater and at most, less and at least divide a list", async () => {
  await fc.assert(
    fc.asyncProperty(aRank, async (rank) => {
      const ranked = (passes: (each: number) => boolean) => names.filter((_name, index) => passes(index % 4));
      expect(await found(`params.rank>${rank}`)).toEqual(ranked((each) => each > rank));
      expect(await found(`params.rank<=${rank}`)).toEqual(ranked((each) => each <= rank));
      expect(await found(`params.rank<${rank}`)).toEqual(ranked((each) => each < rank));
      expect(await found(`params.rank>=${rank}`)).toEqual(ranked((each) => each >= rank));
    }),
    runs,
  );
});

test("a comma is any of the values, a second filter both, brackets any of the elements", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(aName, { minLength: 1 }),
      aRank,
      fc.integer({ min: 0, max: 3 }),
      async (some, rank, column) => {
        const any = names.filter((each) => some.includes(each));
        expect(await found(`name==${some.map(written).join(",")}`)).toEqual(any);
        expect(await found(`name==${some.map(written).join(",")}`, `params.rank==${rank}`)).toEqual(
          any.filter((each) => names.indexOf(each) % 4 === rank),
        );
        expect(await found(`params.columns[].name==c${column}`)).toEqual(
          names.filter((_name, index) => index % 3 === column),
        );
      },
    ),
    runs,
  );
});

const orders = [undefined, "name", "-name", "params.rank,-name", "-createdAt"] as const;

test("pages make up the list: in order, without gaps or repetitions, whatever their size", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: names.length + 2 }),
      fc.constantFrom(...orders),
      fc.constantFrom("name!=nobody", "params.rank>=2", "name==nobody"),
      async (limit, orderby, filter) => {
        const parameters = [
          ["property", filter],
          ...(orderby === undefined ? [] : [["orderby", orderby]]),
        ] as [string, string][];
        const whole = await list(...parameters);
        const paged: string[] = [];
        let page = await list(...parameters, ["limit", String(limit)]);
        for (let turned = 0; turned <= names.length; turned += 1) {
          expect(itemsOf(page).length).toBeLessThanOrEqual(limit);
          paged.push(...namesOf(page));
          const next = page.at("_links", "next", "href");
          if (typeof next !== "string") {
            break;
          }
          expect(itemsOf(page)).toHaveLength(limit);
          page = await client.get(`${paths.flow}${next}`);
          expect(itemsOf(page)).not.toEqual([]);
        }
        expect(paged).toEqual(namesOf(whole));
        expect((await list(...parameters, ["count", "true"])).body).toEqual({ count: paged.length });
      },
    ),
    runs,
  );
});

test("an order sorts, and its reverse reverses", async () => {
  const byName = namesOf(await list(["orderby", "name"]));
  expect([...byName].sort()).toEqual([...byName]);
  expect([...byName].sort()).toEqual([...names].sort());
  expect(namesOf(await list(["orderby", "-name"]))).toEqual([...byName].reverse());
  const ranks = itemsOf(await list(["orderby", "-params.rank,name"])).map(
    ({ name }) => names.indexOf(name) % 4,
  );
  expect(ranks).toEqual([...ranks].sort((left, right) => right - left));
});

test("pages of the Schema Registry, Catalog and Data Prep make up their lists", async () => {
  const titles = ["alpha", "bravo", "charlie", "delta", "echo"];
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 7 }), fc.boolean(), async (limit, descending) => {
      const inOrder = descending ? [...titles].reverse() : titles;
      const title = descending ? "-title" : "title";

      const listed: unknown[] = [];
      let start: unknown;
      do {
        const cursor = start === undefined ? "" : `&start=${encodeURIComponent(String(start))}`;
        const page = await client.get(
          `${paths.registry}/tenant/schemas?orderby=${title}&limit=${limit}${cursor}`,
          {
            headers: { accept: "application/vnd.adobe.xed-id+json" },
          },
        );
        listed.push(...(page.at("results") as { title: string }[]).map((each) => each.title));
        start = page.at("_page", "next");
      } while (typeof start === "string" && listed.length < 20);
      expect(listed).toEqual(inOrder);

      const datasets: unknown[] = [];
      const direction = descending ? "desc:name" : "asc:name";
      for (let from = 0; from < titles.length; from += limit) {
        const page = await client.get(
          `${paths.catalog}/dataSets?orderBy=${direction}&limit=${limit}&start=${from}`,
        );
        datasets.push(
          ...Object.values(page.body as Record<string, { name: string }>).map((each) => each.name),
        );
      }
      expect(datasets).toEqual(inOrder.map((each) => `${each} events`));

      const all = await client.get(`${paths.dataPrep}/mappingSets?limit=100&start=0`);
      const ids = (all.at("data") as { id: string }[]).map(({ id }) => id);
      expect(ids).toHaveLength(titles.length);
      const sets: unknown[] = [];
      for (let from = 0; from < titles.length; from += limit) {
        const page = await client.get(`${paths.dataPrep}/mappingSets?limit=${limit}&start=${from}`);
        sets.push(...(page.at("data") as { id: string }[]).map(({ id }) => id));
      }
      expect(sets).toEqual(ids);
    }),
    { numRuns: 14 },
  );
});
