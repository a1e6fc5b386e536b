import { z } from "zod";
import type { Properties, ProviderProcess } from "../support/provider-process";
import { listedDescriptors } from "./descriptors";
import { edited, objectKind } from "./objects";
import {
  CONTENT_TYPE,
  done,
  errorOf,
  type Foundation,
  PATHS,
  type Platform,
  startPlatform,
} from "./platform";

/** A schema is deleted with its identities, or stays with them. */
const schema = objectKind("schema");

let platform: Platform;
let provider: ProviderProcess;
let foundation: Foundation;

beforeAll(async () => {
  platform = await startPlatform();
  provider = platform.provider;
});

beforeEach(async () => {
  foundation = await platform.reset();
});

afterAll(() => platform?.stop());

const IDENTITIES = [
  { sourceProperty: "_{TENANT_ID}.email", namespace: "Email", isPrimary: true },
  { sourceProperty: "/_{TENANT_ID}/metricx", namespace: "Phone" },
];
const REFUSED = { status: 403, body: { title: "Forbidden" } };

const descriptorsOf = (id: string) => listedDescriptors(platform.colleague, id);
const inputs = (more: Properties) => edited(schema.inputs(foundation), more);
const identified = () => inputs({ identities: IDENTITIES });

async function made(declared: Properties) {
  const { id, outputs } = await provider.create("schema", declared);
  await platform.sent();
  return { id, outputs };
}

describe("a deletion", () => {
  const REFUSAL = {
    method: "DELETE",
    path: "/schemas/",
    action: { status: 403, body: { title: "Forbidden", detail: "Not yours to delete" } },
  } as const;
  const BOTH = ["/_extconndev/email Email primary", "/_extconndev/metricx Phone"];

  /** A dataset of another team. */
  async function usedBySomebody(id: string): Promise<string> {
    const body = { name: "Theirs", schemaRef: { id, contentType: CONTENT_TYPE } };
    const made = await done(platform.colleague(`${PATHS.catalog}/dataSets`, { method: "POST", body }));
    return z.tuple([z.string()]).parse(made)[0].replace("@/dataSets/", "");
  }

  it("takes away the identities before the schema, where AEP lets it go", async () => {
    const { id, outputs } = await made(identified());
    await provider.delete("schema", id, outputs);
    expect(await platform.sent()).toEqual([
      "GET schemas",
      "GET dataSets",
      "GET descriptors",
      "DELETE descriptors",
      "DELETE descriptors",
      "DELETE schemas",
      "GET schemas",
    ]);
    expect(await descriptorsOf(id)).toEqual([]);
  });

  it("takes nothing away of a schema that others use, and names them", async () => {
    const { id, outputs } = await made(identified());
    const dataset = await usedBySomebody(id);
    const { message } = await errorOf(
      provider.delete("schema", id, { ...outputs, __timeouts: { delete: 1 } }),
    );
    expect(message).toContain(
      `its identities are as they were: it is used by dataset "Theirs" (${dataset}).`,
    );
    expect((await platform.sent()).filter((line) => !line.startsWith("GET "))).toEqual([]);
    expect(await descriptorsOf(id)).toEqual(BOTH);
  });

  it("waits for those who use it, and does not believe a list that is behind", async () => {
    const { id, outputs } = await made(identified());
    const address = `${PATHS.catalog}/dataSets/${await usedBySomebody(id)}`;
    const deletion = provider.delete("schema", id, outputs);
    await done(platform.colleague(address, { method: "DELETE" }));
    await deletion;
    expect(await descriptorsOf(id)).toEqual([]);

    const another = await made(identified());
    const other = `${PATHS.catalog}/dataSets/${await usedBySomebody(another.id)}`;
    await platform.fail({ path: "/dataSets\\?", action: { listLagMilliseconds: 60_000 } });
    await done(platform.colleague(other, { method: "DELETE" }));
    await provider.delete("schema", another.id, { ...another.outputs, __timeouts: { delete: 2 } });
  });

  it("names those who use a schema without identities, too", async () => {
    const { id, outputs } = await made(inputs({}));
    const dataset = await usedBySomebody(id);
    const { message } = await errorOf(
      provider.delete("schema", id, { ...outputs, __timeouts: { delete: 1 } }),
    );
    expect(message).toContain(`It is used by dataset "Theirs" (${dataset}).`);
  });

  it("that AEP refuses all the same leaves the schema with its identities, and says so", async () => {
    const { id, outputs } = await made(identified());
    await platform.fail(REFUSAL);
    const { message } = await errorOf(provider.delete("schema", id, outputs));
    expect(message).toMatch(
      /Not yours to delete.* Its identities, which were taken away before, were put back\.$/,
    );
    expect(await descriptorsOf(id)).toEqual(BOTH);
    expect((await provider.read("schema", id, outputs)).inputs).toEqual(identified());
  });

  it("has time left to put them back where who uses it is not to be found out", async () => {
    const { id, outputs } = await made(identified());
    await usedBySomebody(id);
    await platform.fail({ method: "GET", path: "/dataSets", action: REFUSED });
    const { message } = await errorOf(
      provider.delete("schema", id, { ...outputs, __timeouts: { delete: 2 } }),
    );
    expect(message).toMatch(/is used by the dataset .* were put back\.$/);
    expect(await descriptorsOf(id)).toEqual(BOTH);
  });

  it("says what could not be put back", async () => {
    const { id, outputs } = await made(identified());
    await platform.fail(REFUSAL, { method: "POST", path: "/descriptors$", nth: 1, action: REFUSED });
    const { message } = await errorOf(provider.delete("schema", id, outputs));
    expect(message).toMatch(
      /could not all be put back: \/_extconndev\/\w+ \(\w+(, primary)?\), because: .*Forbidden.*Run pulumi refresh/,
    );
    expect(await descriptorsOf(id)).toHaveLength(1);
  });

  it("that stops between two identities puts the first one back", async () => {
    const { id, outputs } = await made(identified());
    await platform.fail({ method: "DELETE", path: "/descriptors/", nth: 2, action: REFUSED });
    const { message } = await errorOf(provider.delete("schema", id, outputs));
    expect(message).toMatch(/Could not delete the identity descriptor .* were put back\.$/);
    expect(await descriptorsOf(id)).toEqual(BOTH);
    expect((await platform.sent()).filter((line) => line.startsWith("POST "))).toEqual(["POST descriptors"]);
  });
});
