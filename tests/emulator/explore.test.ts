import { type Bench, type Client, paths, type Reply, startBench } from "./client";
import { s3Account, s3Spec } from "./fidelity/flow-requests";

let bench: Bench;
let client: Client;
let accountId: string;

beforeEach(async () => {
  bench = await startBench();
  client = bench.client;
  accountId = (await client.post(`${paths.flow}/connections`, s3Account)).text("id");
});
afterEach(() => bench.emulator.close());

const put = (id: string, object: string, ...rows: readonly object[]): Promise<Reply> =>
  client.post(`/_emulator/sources/${id}/rows?object=${encodeURIComponent(object)}`, rows);
const explore = (query: string, id = accountId): Promise<Reply> =>
  client.get(`${paths.flow}/connections/${id}/explore?${query}`);

const entry = (type: string, name: string, path: string) => ({
  type,
  name,
  path,
  canPreview: type !== "folder",
  canFetchSchema: type !== "folder",
});

const ada = { name: "Ada", age: 36, born: "1815-12-10", seen: "2026-11-22T10:00:00Z", vip: true };

test("files and folders are found from the root on", async () => {
  expect((await explore("objectType=ROOT")).body).toEqual([]);
  await put(accountId, "/acme/customers/a.csv", ada);
  await put(accountId, "/acme/customers/old/b.json", { person: { name: "Bob", scores: [1.5] } });
  await put(accountId, "/readme.json", { text: "hello" });
  expect((await explore("objectType=ROOT")).body).toEqual([
    entry("folder", "acme", "/acme/"),
    entry("file", "readme.json", "/readme.json"),
  ]);
  const below = [
    entry("file", "a.csv", "/acme/customers/a.csv"),
    entry("folder", "old", "/acme/customers/old/"),
  ];
  expect((await explore("objectType=FOLDER&object=/acme/customers/")).body).toEqual(below);
  expect((await explore("objectType=folder&object=/acme/customers")).body).toEqual(below);
});

test("a file shows its structure, and its rows in a preview", async () => {
  await put(accountId, "/a.csv", { ...ada, born: null }, ada);
  await put(accountId, "/b.json", {
    person: { name: "Bob", scores: [1.5] },
    tags: [{ id: 1 }, { key: "x" }],
  });
  const moment = { "meta:xdmType": "date-time", xdm: { type: "string", format: "date-time" } };
  const flat = await explore("objectType=FILE&object=/a.csv");
  expect(flat.body).toEqual({
    format: "flat",
    schema: {
      columns: [
        { name: "name", type: "string", xdm: { type: "string" } },
        { name: "age", type: "integer", xdm: { type: "integer" } },
        { name: "born", type: "string", "meta:xdmType": "date", xdm: { type: "string", format: "date" } },
        { name: "seen", type: "string", ...moment },
        { name: "vip", type: "boolean", xdm: { type: "boolean" } },
      ],
    },
  });
  const deep = await explore("objectType=file&object=/b.json&fileType=json&preview=true");
  expect(deep.body).toEqual({
    format: "hierarchical",
    schema: {
      type: "object",
      properties: {
        person: {
          type: "object",
          properties: { name: { type: "string" }, scores: { type: "array", items: { type: "number" } } },
        },
        tags: {
          type: "array",
          items: { type: "object", properties: { id: { type: "integer" }, key: { type: "string" } } },
        },
      },
    },
    data: [{ person: { name: "Bob", scores: [1.5] }, tags: [{ id: 1 }, { key: "x" }] }],
  });
  await put(accountId, "/many.json", ...Array.from({ length: 150 }, (_, index) => ({ index })));
  const many = await explore("objectType=FILE&object=/many.json&preview=true");
  expect(many.at("data")).toHaveLength(100);
});

test("an account of tables lists them, and what a look needs is asked for", async () => {
  const made = await client.post(`${paths.flow}/connections`, {
    name: "Postgres",
    connectionSpec: { id: "74a1c565-4e59-48d7-9d67-7c03b8a13137", version: "1.0" },
    auth: { specName: "Basic Authentication", params: {} },
  });
  const id = made.text("id");
  await put(id, "customers", { id: 1, name: "Ada" });
  expect((await explore("objectType=ROOT", id)).body).toEqual([entry("table", "customers", "customers")]);
  const table = await explore("objectType=TABLE&object=customers", id);
  expect([table.at("format"), table.at("schema", "columns", 1, "name")]).toEqual(["flat", "name"]);
  expect((await explore("objectType=TABLE", id)).at("type")).toMatch(/1359-400$/);
  expect((await explore("objectType=TABLE&object=none", id)).at("type")).toMatch(/1101-404$/);
  expect((await client.get(`${paths.flow}/connections/${id}/configs`)).at("items")).toEqual([
    { columnName: "id", columnType: "integer" },
    { columnName: "name", columnType: "string" },
  ]);
  expect((await explore("objectType=ROOT", "none")).at("type")).toMatch(/1439-404$/);
  const unnamed = await client.post(`/_emulator/sources/${id}/rows`, [{ id: 1 }]);
  expect([unnamed.status, unnamed.text("detail")]).toEqual([400, expect.stringContaining("?object=")]);
});

test("a source without an account is looked into by its connection spec", async () => {
  const landingZone = { id: "26f526f2-58f4-4712-961d-e41bf1ccc0e8", version: "1.0" };
  const source = await client.post(`${paths.flow}/sourceConnections`, {
    name: "Zone",
    connectionSpec: landingZone,
    data: { format: "json" },
    params: { path: "/in", type: "folder" },
  });
  await client.post(`/_emulator/sources/${source.text("id")}/rows`, [{ a: 1 }, { a: 2 }]);
  const base = `${paths.flow}/connectionSpecs/${landingZone.id}`;
  expect((await client.get(`${base}/explore?objectType=FOLDER&object=/in`)).body).toEqual([
    entry("file", "rows-0.json", "/in/rows-0.json"),
  ]);
  expect((await client.get(`${base}/configs`)).at("items")).toEqual([
    { columnName: "a", columnType: "integer" },
  ]);
  expect((await client.get(`${paths.flow}/connectionSpecs/none/explore`)).at("type")).toMatch(/1439-404$/);
});

test("a source connection reads the files of its folder, and those below when it says so", async () => {
  const source = async (params: object) =>
    (
      await client.post(`${paths.flow}/sourceConnections`, {
        name: "Files",
        connectionSpec: s3Spec,
        baseConnectionId: accountId,
        data: { format: "json" },
        params,
      })
    ).text("id");
  const folder = await source({ path: "/acme", type: "folder" });
  const deep = await source({ path: "/acme/", type: "folder", recursive: true });
  const file = await source({ path: "/acme/a.json", type: "file" });
  await put(accountId, "/acme/a.json", { n: 1 });
  await put(accountId, "/acme/deep/b.json", { n: 2 });
  await put(accountId, "/other.json", { n: 3 });
  await client.post(`/_emulator/sources/${folder}/rows`, { n: 4 });
  const read = async (id: string) => (await client.get(`/_emulator/sources/${id}/rows`)).at("rows");
  expect(await read(folder)).toEqual([{ n: 1 }, { n: 4 }]);
  expect(await read(deep)).toEqual([{ n: 1 }, { n: 2 }, { n: 4 }]);
  expect(await read(file)).toEqual([{ n: 1 }]);
  expect(await read(accountId)).toHaveLength(4);
});
