import { deliberatelyBadHeader } from "../support/recording";
import { type Bench, type Client, startBench } from "./client";

let bench: Bench;
let client: Client;
beforeEach(async () => {
  bench = await startBench();
  client = bench.client;
});
afterEach(() => bench.emulator.close());

const path = "/data/core/idnamespace/identities";
/** An answer that the specification does not have, chosen by a switch. */
const bad = { [deliberatelyBadHeader]: "switch namespacePutAnswer" };
const namespace = { name: "Loyalty Member ID", code: "Loyalty", idType: "Email", description: "x" };

test("namespaces are made, read, listed beside Adobe's own, and replaced", async () => {
  const made = await client.post(path, namespace);
  expect([made.status, made.body]).toEqual([
    200,
    {
      ...namespace,
      id: expect.any(Number),
      status: "ACTIVE",
      custom: true,
      createTime: bench.clock.now,
      updateTime: bench.clock.now,
    },
  ]);
  expect((await client.get(`${path}/${made.at("id")}`)).body).toEqual(made.body);
  const codes = async (sandbox: string) =>
    ((await client.get(path, { sandbox })).body as { code: string }[]).map(({ code }) => code);
  expect(await codes("dev")).toEqual(expect.arrayContaining(["ECID", "Email", "Loyalty"]));
  expect(await codes("prod")).not.toContain("Loyalty");
  bench.clock.now += 1000;
  const { description: _description, ...rest } = namespace;
  const replaced = await client.put(`${path}/${made.at("id")}`, { ...rest, name: "New" });
  expect(replaced.at(0)).toEqual({
    ...rest,
    id: made.at("id"),
    name: "New",
    status: "ACTIVE",
    custom: true,
    createTime: bench.clock.now - 1000,
    updateTime: bench.clock.now,
  });
  await client.put("/_emulator/settings", { assumptions: { namespacePutAnswer: "object" } });
  expect((await client.put(`${path}/${made.at("id")}`, rest, { headers: bad })).at("name")).toBe(rest.name);
  const cookie = await client.post(path, { name: "Site", code: "Site", idType: "Cookie" });
  expect(cookie.at("idType")).toBe("Cookie");
  const listed = (await client.get(path)).body as { code: string; idType: string }[];
  expect(listed.find(({ code }) => code === "Site")?.idType).toBe("COOKIE");
});

test("codes are unique whatever their letter case, and they and the type stay", async () => {
  const made = await client.post(path, namespace);
  const conflict = await client.post(path, { ...namespace, code: "LOYALTY" });
  expect([conflict.status, conflict.at("report", "code")]).toEqual([409, "INTEGRATION_CODE_EXISTS"]);
  expect((await client.post(path, { ...namespace, code: "email" })).status).toBe(409);
  const refused = await client.put(`${path}/${made.at("id")}`, { ...namespace, code: "Other" });
  expect([refused.status, refused.at("description")]).toEqual([
    400,
    "code and idType are non editable fields",
  ]);
  expect((await client.put(`${path}/6`, { name: "x", code: "Email", idType: "Email" })).status).toBe(400);
  for (const body of [{ ...namespace, code: "two words" }, { ...namespace, idType: "Dog" }, {}]) {
    expect((await client.post(path, body)).status).toBe(400);
  }
  const missing = await client.get(`${path}/123`);
  expect([missing.status, missing.at("report", "code")]).toEqual([404, "NAMESPACE_NOT_FOUND"]);
});
