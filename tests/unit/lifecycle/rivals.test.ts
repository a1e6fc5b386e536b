import { appendFile, readdir } from "node:fs/promises";
import path from "node:path";
import type { IntentFacts } from "../../../provider/journal/intent";
import { ARGS, OTHER, platform } from "./platform";
import { LOCATION } from "./thing";

describe("another stack that wanted the same at the same time", () => {
  const stacks = { owner: OTHER, stack: "other" };

  it("and got no answer, either, stops the run", async () => {
    const { intent, put, makeInVain, posts } = platform();
    put("whose", ARGS);
    await intent();
    await intent(stacks);
    const { message } = await makeInVain();
    expect(message).toMatch(
      /^Creating the thing "a" got no clear answer\. AEP has whose, but another stack wanted the same/,
    );
    expect(posts).toEqual([]);
  });

  it("and then learns that the object is its own, leaves this one to make its own", async () => {
    const { intent, put, make, posts, context, time } = platform();
    put("its", ARGS);
    await intent(stacks);
    const [file = ""] = await readdir(context.journal.path);
    await intent();
    const told = time
      .sleep(2_000)
      .then(() => appendFile(path.join(context.journal.path, file), '{"id":"its"}\n'));
    await make();
    await told;
    expect(posts).toHaveLength(1);
  });

  it.each([
    ["with other values", { digest: "other" }],
    ["in another sandbox", { location: { ...LOCATION, sandbox: "prod" } }],
    ["of another kind", { kind: "Other" }],
    ["for another resource of this stack", { stack: undefined }],
  ])("%s is none", async (_what, changes) => {
    const { intent, put, make, posts } = platform();
    put("own", ARGS);
    await intent();
    await intent({ ...stacks, ...changes } as Partial<IntentFacts>);
    await make();
    expect(posts).toEqual([]);
  });

  it.each([-40_000, 41_000])("%d ms before or after is none", async (distance) => {
    const { intent, put, make, posts, time } = platform();
    put("own", ARGS);
    await intent();
    await intent(stacks, undefined, time.now() + distance);
    await make();
    expect(posts).toEqual([]);
  });
});
