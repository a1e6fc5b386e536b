import { settle, withPending } from "../../../provider/lifecycle/settle";
import { recorded, scene, thing } from "./thing";

const owing = (service: Parameters<typeof thing>[0] = {}) =>
  thing(service, { pending: (_args, outputs) => (outputs.owed === undefined ? ["owed"] : []) });

describe("what AEP still owes", () => {
  it("is told by the kind, and is nothing where a kind owes nothing", () => {
    expect(withPending(owing(), recorded({})).pending).toEqual(["owed"]);
    expect(withPending(owing(), recorded({}, { outputs: { owed: 1 } })).pending).toEqual([]);
    expect(withPending(thing(), recorded({}, { pending: ["old"] })).pending).toEqual([]);
  });

  it("is not waited for where it is nothing", async () => {
    const { context, made, onMade, outcome } = scene();
    const kind = owing({ get: () => Promise.reject(new Error("not to be asked")) });
    await outcome(settle(kind, context, "id", recorded({}), onMade));
    expect(made).toEqual([]);
  });

  it("is waited for, and recorded as soon as it is there", async () => {
    const { context, time, made, onMade, outcome } = scene();
    const start = time.now();
    const get = async () => (time.now() - start < 20_000 ? {} : { owed: "https://inlet" });
    await outcome(settle(owing({ get }), context, "id", recorded({}, { pending: ["owed"] }), onMade));
    expect(made.length).toBeGreaterThan(1);
    expect(made[0]?.[1]).toMatchObject({ pending: ["owed"] });
    expect(made.at(-1)).toMatchObject(["id", { pending: [], outputs: { owed: "https://inlet" } }]);
  });

  it.each([
    [undefined, 60],
    [9, 9],
  ])("is waited for so long: %p", async (seconds, expected) => {
    const { context, time, onMade, failure } = scene();
    const start = time.now();
    let last = start;
    const get = async () => {
      last = time.now();
      return {};
    };
    const before = recorded({ name: "a" }, { pending: ["owed"] });
    const error = await failure(settle(owing({ get }), context, "id", before, onMade, seconds));
    expect(last - start).toBe(expected * 1_000);
    expect(error.message).toContain(
      `The thing "a" exists, but after ${expected} s AEP has not given it owed.`,
    );
  });

  it("is not waited for once the object is gone", async () => {
    const { context, onMade, failure } = scene();
    const before = recorded({ name: "a" }, { pending: ["owed"] });
    const error = await failure(settle(owing({ get: async () => undefined }), context, "id", before, onMade));
    expect(error.message).toBe('The thing "a" disappeared while it was set up.');
  });

  it("comes with the new etag, unless somebody changed the object meanwhile", async () => {
    for (const [live, outputs, proof] of [
      [{ name: "a", etag: "2" }, { etag: "1" }, { etag: "2" }],
      [{ name: "a", etag: "2" }, {}, { etag: "2" }],
      [{ name: "theirs", etag: "2" }, { etag: "1" }, { etag: "1" }],
      [{ name: "theirs", etag: "2" }, {}, {}],
    ] as const) {
      const { context, made, onMade, outcome } = scene();
      const get = async () => ({ ...live, owed: 1 });
      const before = recorded({ name: "a" }, { pending: ["owed"], outputs });
      await outcome(settle(owing({ get }), context, "id", before, onMade));
      expect(made.at(-1)?.[1].outputs).toEqual({ ...proof, owed: 1 });
    }
  });
});
