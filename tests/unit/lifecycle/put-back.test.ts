import { DismantledError } from "../../../provider/lifecycle/errors";
import type { TakenAway } from "../../../provider/lifecycle/kind";
import { afterPuttingBack, madeWhole } from "../../../provider/lifecycle/put-back";

const taken = (putBack: TakenAway["putBack"]): TakenAway => ({ parts: "identities", putBack });

describe("what was taken away of an object that was not deleted", () => {
  it("is put back, which is said", async () => {
    expect(await madeWhole(taken(async () => []))).toBe(
      "Its identities, which were taken away before, were put back.",
    );
  });

  it("is nobody's where the object is gone", async () => {
    const failure = new Error("refused.");
    expect(await madeWhole(taken(async () => "gone"))).toBeUndefined();
    expect(
      await afterPuttingBack(
        taken(async () => "gone"),
        failure,
      ),
    ).toBe(failure);
  });

  it.each([
    ["what AEP refuses", async () => ["/a: refused", "/b: refused"], "/a: refused; /b: refused"],
    ["a failure of the attempt itself", () => Promise.reject(new Error("no answer")), "no answer"],
    ["whatever was thrown", () => Promise.reject("a word"), "a word"],
  ] as const)("is named where it is missing, with %s", async (_what, putBack, said) => {
    expect(await madeWhole(taken(putBack))).toBe(
      `Its identities, which were taken away before, could not all be put back: ${said}. Run pulumi refresh, and the next ` +
        "pulumi up makes them again; or make them in AEP.",
    );
  });

  it("is told with the failure of the deletion, which stays its cause", async () => {
    const failure = new Error("refused.");
    const told = await afterPuttingBack(
      taken(async () => []),
      failure,
    );
    expect(told).toBeInstanceOf(DismantledError);
    expect(told).toMatchObject({
      message: "refused. Its identities, which were taken away before, were put back.",
      cause: failure,
    });
    expect(
      await afterPuttingBack(
        taken(async () => []),
        "a word",
      ),
    ).toBe("a word");
  });
});
