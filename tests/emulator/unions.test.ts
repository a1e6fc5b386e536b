import { type Bench, paths, startBench } from "./client";
import { describeField, emailField, enable, identified, relate } from "./fidelity/profile-schemas";

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.emulator.close());

const schemas = `${paths.registry}/tenant/schemas`;

test("a field group cannot bring a field into the union that another schema has with another type", async () => {
  await enable(bench, await identified(bench, "First", { ...emailField, score: { type: "number" } }));
  const second = await identified(bench, "Second");
  expect((await enable(bench, second)).status).toBe(200);
  const read = await bench.client.get(`${schemas}/${encodeURIComponent(second)}`, {
    headers: { accept: "application/vnd.adobe.xed+json; version=1" },
  });
  const [, { $ref: group }] = (read.body as { allOf: [unknown, { $ref: string }] }).allOf;
  const add = (type: string) =>
    bench.client.patch(`${paths.registry}/tenant/fieldgroups/${encodeURIComponent(group)}`, [
      {
        op: "add",
        path: "/definitions/customFields/properties/_extconndev/properties/score",
        value: { type },
      },
    ]);
  const refused = await add("string");
  expect([refused.status, refused.text("detail")]).toEqual([
    400,
    expect.stringContaining("The path /_extconndev/score has already been defined"),
  ]);
  expect((await add("number")).status).toBe(200);
});

test("a relationship whose namespaces match lets both its ends into the union", async () => {
  const [source, destination] = [await identified(bench, "Source"), await identified(bench, "Destination")];
  await relate(bench, source, destination);
  await describeField(bench, source, "descriptorReferenceIdentity", { "xdm:identityNamespace": "Email" });
  expect([(await enable(bench, source)).status, (await enable(bench, destination)).status]).toEqual([
    200, 200,
  ]);
});
