import { z } from "zod";
import type { ObjectService } from "../../../provider/api/object-service";
import { dynamicProvider } from "../../../provider/lifecycle/adapter";
import { type AnyKind, kind } from "../../../provider/lifecycle/kind";

const SETTINGS: Readonly<Record<string, string>> = {
  "aep:endpoint": "http://127.0.0.1:1",
  "aep:clientId": "client",
  "aep:clientSecret": "secret",
  "aep:orgId": "TEST@AdobeOrg",
  "aep:sandbox": "dev",
};
const PROVIDER = "exports.handler = …";
const shared = new Error("the token service is down");

function thing(service: Partial<ObjectService<object>>): AnyKind {
  return kind<{ name: string }, object>({
    name: "Thing",
    label: "thing",
    inputs: z.strictObject({ name: z.string() }),
    fields: { name: {} },
    service: {
      conditional: false,
      create: async () => ({ id: "made", seen: {} }),
      get: async () => ({}),
      write: async () => ({ seen: {} }),
      delete: async () => "deleted",
      findCreated: async () => [],
      lastChange: () => ({}),
      ...service,
    },
    toBody: ({ name }) => ({ name }),
    fromLive: () => ({}),
    outputs: () => ({ odd: Number.NaN, nothing: undefined as unknown as null }),
    pending: () => ["answer"],
  });
}

function provider(service: Partial<ObjectService<object>>) {
  const made = dynamicProvider(thing(service));
  void made.configure?.({
    config: { get: (key: string) => SETTINGS[key], require: (key: string) => SETTINGS[key] ?? "" },
  });
  return made;
}

describe("the adapter", () => {
  it("hands a failure after the creation over with id, encodable outputs and __provider", async () => {
    const failing = provider({ get: () => Promise.reject(shared) });
    const failure: unknown = await failing
      .create({ name: "a", __provider: PROVIDER })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(failure).toMatchObject({
      message: shared.message,
      id: "made",
      reasons: [shared.message],
      properties: { name: "a", odd: null, pending: ["answer"], __provider: PROVIDER },
    });
  });

  it("does not let an error that calls share carry an id from one to the other", async () => {
    const failing = provider({ get: () => Promise.reject(shared) });
    await failing.create({ name: "a", __provider: PROVIDER }).catch(() => undefined);
    const other = provider({ create: () => Promise.reject(shared) });
    const failure: unknown = await other
      .create({ name: "b", __provider: PROVIDER })
      .catch((error: unknown) => error);
    expect(failure).toBe(shared);
    expect(failure).not.toHaveProperty("id");
  });

  it.each([["a text"], [undefined], [{ code: 7 }]])("throws an Error for %p", async (thrown) => {
    const failing = provider({ create: () => Promise.reject(thrown) });
    const failure: unknown = await failing.create({ name: "a" }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
  });

  it("refuses an object of another place before anything is asked", async () => {
    const asked: string[] = [];
    const elsewhere = provider({
      get: async () => {
        asked.push("get");
        return {};
      },
    });
    const recorded = { name: "a", location: { host: "127.0.0.1", orgId: "TEST@AdobeOrg", sandbox: "prod" } };
    for (const call of [
      () => elsewhere.diff?.("id", recorded, { name: "a" }),
      () => elsewhere.read?.("id", recorded),
      () => elsewhere.update?.("id", recorded, { name: "b" }),
      () => elsewhere.delete?.("id", recorded),
    ]) {
      await expect(call()).rejects.toThrow("lives in sandbox prod, but the configuration names dev");
    }
    expect(asked).toEqual([]);
  });
});
