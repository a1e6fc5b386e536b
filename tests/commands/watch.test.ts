import { ApiError, type Reason, UnreachableError } from "../../provider/api/errors";
import { watch } from "../../provider/commands/runs/watch";

/** What `pulumi-aep runs --watch` does while AEP does not answer. */
const refusal = (reason: Reason, status: number) => new ApiError(reason, { reason, status, detail: "" });

/** Looks come to these answers, one after the other. */
async function watched(answers: readonly (string | Error)[], until = Number.POSITIVE_INFINITY) {
  const left = [...answers];
  const said: string[] = [];
  const end = watch("first", {
    async look() {
      const next = left.length > 1 ? left.shift() : left[0];
      if (next instanceof Error) throw next;
      return next ?? "";
    },
    show: (seen) => void said.push(seen),
    isOver: (seen) => seen === "over",
    outage: (error) => void said.push(error === undefined ? "answers again" : `silent: ${error.message}`),
    intervalMilliseconds: 1,
    until,
  });
  return { end: await end.catch((error: Error) => error.message), said };
}

it("goes on through an outage, says so once, and shows what it sees afterwards", async () => {
  const outage = [
    new UnreachableError("nobody there"),
    refusal("unavailable", 503),
    refusal("throttled", 429),
  ];
  expect(await watched(["second", ...outage, "over"])).toEqual({
    end: { seen: "over", isOver: true },
    said: ["first", "second", "silent: nobody there", "answers again", "over"],
  });
});

it("ends with the outage's error when its time is over", async () => {
  const { end, said } = await watched([new UnreachableError("nobody there")], Date.now() + 50);
  expect([end, said]).toEqual(["nobody there", ["first", "silent: nobody there"]]);
  expect((await watched(["second"], Date.now() + 50)).end).toEqual({ seen: "second", isOver: false });
});

it("ends at once where only the reader can help", async () => {
  expect((await watched([refusal("unauthorized", 401), "over"])).end).toBe("unauthorized");
  expect((await watched([refusal("notFound", 404), "over"])).end).toBe("notFound");
});
