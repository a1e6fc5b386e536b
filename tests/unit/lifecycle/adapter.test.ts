import { z } from "zod";
import type { ObjectService } from "../../../provider/api/object-service";
import { dynamicProvider } from "../../../provider/lifecycle/adapter";
import { type AnyKind, type Kind, kind } from "../../../provider/lifecycle/kind";
import { Session } from "../../../provider/lifecycle/session";
import { EVERYTHING_SUCCEEDS } from "./thing";

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
    service: { ...EVERYTHING_SUCCEEDS, ...service },
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

describe("the adapter, as the engine sees it", () => {
  const answering = (facts: Partial<Kind> = {}, settings = SETTINGS) => {
    const said: string[] = [];
    const session = new Session({}, (severity, message) => said.push(`${severity}: ${message}`));
    const own = dynamicProvider(
      kind({
        ...thing({}),
        fields: { name: { replaces: (_was: unknown, is: unknown) => is === "replaced" } },
        pending: () => [],
        ...facts,
      } as unknown as Kind),
      session,
    );
    const config = { get: (key: string) => settings[key], require: (key: string) => settings[key] ?? "" };
    return { said, own, session, configure: () => own.configure?.({ config }) };
  };

  it("takes the first configuration, and names what is missing in it until then", async () => {
    const { own, session, configure } = answering();
    await configure();
    expect(session.location()).toEqual({ host: "127.0.0.1", orgId: "TEST@AdobeOrg", sandbox: "dev" });
    expect(await own.check?.({}, { name: "a" })).toEqual({ inputs: { name: "a" }, failures: [] });
    const without = answering({}, {});
    await without.configure();
    const failures = (await without.own.check?.({}, { name: "a" }))?.failures;
    expect(failures).toEqual([{ property: "", reason: expect.stringContaining("clientId") }]);
    expect(() => without.session.location()).toThrow("clientId");
  });

  it("names what is wrong with the inputs, which it hands back whole", async () => {
    const { own, configure } = answering();
    await configure();
    const inputs = { name: 7, __owner: "o" };
    expect(await own.check?.({}, inputs)).toEqual({
      inputs,
      failures: [{ property: "", reason: "name: must be a string, not a number." }],
    });
  });

  it("cautions, unless the object is adopted, and shows no secret in it", async () => {
    const caution = (_was: object, { name }: { readonly name?: unknown }) =>
      name === "quiet" ? undefined : `${name} cannot be taken back.`;
    const { own, configure, said } = answering({
      caution,
      secrets: () => ["canary"],
    } as unknown as Partial<Kind>);
    await configure();
    await own.check?.({}, { name: "the canary" });
    await own.check?.({}, { name: "quiet" });
    await own.check?.({}, { name: "adopted", __adopt: "id" });
    expect(said).toEqual(["warning: the [redacted] cannot be taken back."]);
  });

  it("tells what a change does, and warns of a replacement", async () => {
    const { own, configure, said } = answering({
      deleteBeforeReplace: () => true,
      replacementWarning: ({ name: was }, { name: is }) => `${was} becomes ${is}.`,
    } as Partial<Kind>);
    await configure();
    expect(await own.diff?.("id", { name: "a" }, { name: "a" })).toEqual({
      changes: false,
      replaces: [],
      deleteBeforeReplace: false,
    });
    expect(await own.diff?.("id", { name: "a" }, { name: "b" })).toMatchObject({
      changes: true,
      replaces: [],
    });
    expect(said).toEqual([]);
    expect(await own.diff?.("id", { name: "a" }, { name: "replaced" })).toEqual({
      changes: true,
      replaces: ["name"],
      deleteBeforeReplace: true,
    });
    expect(said).toEqual(["warning: a becomes replaced."]);
    const silent = answering();
    await silent.configure();
    expect(await silent.own.diff?.("id", { name: "a" }, { name: "replaced" })).toMatchObject({
      replaces: ["name"],
    });
    expect(silent.said).toEqual([]);
    await expect(own.diff?.("id", { name: "a" }, { name: "replaced", __adopt: "id" })).rejects.toThrow(
      '"adopt" holds on to',
    );
  });

  it("reads the object as outputs and as inputs, and a missing one as nothing", async () => {
    const { own, configure } = answering({
      service: { ...thing({}).service, get: async (_client, id) => (id === "gone" ? undefined : {}) },
      fromLive: () => ({ name: "live" }),
      outputs: () => ({ computed: 1 }),
    } as Partial<Kind>);
    await configure();
    expect(await own.read?.("id", { name: "a", __owner: "o" })).toEqual({
      id: "id",
      props: {
        name: "live",
        computed: 1,
        __owner: "o",
        location: { host: "127.0.0.1", orgId: "TEST@AdobeOrg", sandbox: "dev" },
      },
      inputs: { name: "live", __owner: "o" },
    });
    expect(await own.read?.("gone", { name: "a" })).toEqual({});
    expect(await own.read?.("id")).toMatchObject({ id: "id", inputs: {} });
  });

  it.each([
    ["a text", "a text"],
    [undefined, "unknown failure"],
    [{ code: 7 }, '{"code":7}'],
  ])("says what was thrown, whatever it is: %p", async (thrown, message) => {
    const { own, configure } = answering({
      service: { ...thing({}).service, create: () => Promise.reject(thrown) },
    } as Partial<Kind>);
    await configure();
    await expect(own.create({ name: "a" })).rejects.toThrow(message);
  });

  it("shows no secret of either side in a failure, nor in what it hands over half way", async () => {
    const failing = () => Promise.reject(new Error("canary-old became canary-new"));
    const { own, configure } = answering({
      secrets: ({ name }: { readonly name?: unknown }) => [String(name)],
      service: { ...thing({}).service, write: failing },
      fields: { name: { operations: () => [{ op: "add", path: "/name", value: 1 }] } },
      verify: failing,
      outputs: () => ({}),
      fromLive: () => ({ name: "canary-old" }),
    } as unknown as Partial<Kind>);
    await configure();
    await expect(own.update?.("id", { name: "canary-old" }, { name: "canary-new" })).rejects.toThrow(
      /^\[redacted\] became \[redacted\]$/,
    );
    const failure: unknown = await own
      .create({ name: "canary-old", __provider: PROVIDER })
      .catch((error) => error);
    expect(failure).toMatchObject({
      id: "made",
      message: "[redacted] became canary-new",
      reasons: ["[redacted] became canary-new"],
    });
  });

  it("settles the intent of an object when the engine names its id", async () => {
    const { own, session, configure } = answering();
    await configure();
    const confirmed: (string | undefined)[][] = [];
    session.context([]).journal.confirm = async (owner, id) => {
      confirmed.push([owner, id]);
    };
    await own.diff?.("id-1", { name: "a", __owner: "o" }, { name: "a" });
    await own.read?.("id-2", { name: "a", __owner: "o" });
    await own.diff?.("id-3", { name: "a" }, { name: "a" });
    // Who only looks at an object does not hold it.
    await own.read?.("id-4", { __lookup: true, __owner: "o" });
    expect(confirmed).toEqual([
      ["o", "id-1"],
      ["o", "id-2"],
      [undefined, "id-3"],
    ]);
  });
});
