import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Call, Client } from "../../../provider/api/client";
import { fetchErrors } from "../../../provider/commands/runs/failed-records";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "failed-records-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const HREF = "https://platform.adobe.io/data/foundation/export/batches/1/failed";

/** Answers the list of these files; of a file, its path. */
function clientOf(names: readonly string[]): Client {
  const data = names.map((name) => ({
    name,
    _links: { self: { href: `${HREF}?path=${encodeURIComponent(name)}` } },
  }));
  const client: Client = {
    location: { host: "platform.adobe.io", orgId: "ACME@AdobeOrg", sandbox: "dev" },
    clientId: "reader",
    send: async <Answer>({ query, answer }: Call<Answer>) =>
      answer.parse(query?.path === undefined ? JSON.stringify({ data }) : String(query.path)),
    tenantId: async () => "acme",
    serverNow: () => 0,
    waitFor: async () => undefined,
    inTime: (others) => others,
    knowsServerTime: () => true,
    within: () => client,
  };
  return client;
}

it("failed records of one name, or of names that lead elsewhere, each get a file in the run's folder", async () => {
  const names = ["a/part-0.json", "b/part-0.json", "../../part-0.json", "part 0.json", ".."];
  const { files } = await fetchErrors(clientOf(names), { id: "run", failedRecords: HREF } as never, folder);
  expect(files).toHaveLength(names.length);
  expect(await readdir(folder)).toEqual(["run"]);
  expect((await readdir(path.join(folder, "run"))).length).toBe(names.length);
  expect(await Promise.all(files.map((file) => readFile(file, "utf8")))).toEqual(names);
});
