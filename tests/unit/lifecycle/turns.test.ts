import { Turns } from "../../../provider/lifecycle/turns";

const patient = (previous: Promise<unknown>) => previous;

test("work of one key happens one after the other, and other work at once", async () => {
  const turns = new Turns();
  const order: string[] = [];
  let end: () => void = () => undefined;
  const first = turns.take("a", () => new Promise<void>((resolve) => (end = resolve)), patient);
  const second = turns.take("a", async () => order.push("second"), patient);
  await turns.take("b", async () => order.push("other"), patient);
  end();
  await Promise.all([first, second]);
  expect(order).toEqual(["other", "second"]);
});

test("who cannot wait any longer fails, and those behind wait on", async () => {
  const turns = new Turns();
  const order: string[] = [];
  let fail: (error: Error) => void = () => undefined;
  const first = turns.take("a", () => new Promise<void>((_resolve, reject) => (fail = reject)), patient);
  const hasty = turns.take(
    "a",
    async () => order.push("hasty"),
    () => Promise.reject(new Error("no time")),
  );
  await expect(hasty).rejects.toThrow("no time");
  const last = turns.take("a", async () => order.push("last"), patient);
  await new Promise(setImmediate);
  expect(order).toEqual([]);
  fail(new Error("The first one fails."));
  await expect(first).rejects.toThrow("The first one fails.");
  await last;
  expect(order).toEqual(["last"]);
});
