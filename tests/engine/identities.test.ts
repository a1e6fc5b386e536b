import { type EmulatorProcess, startEmulatorProcess } from "../support/emulator";
import { describeSteps } from "../support/engine-events";
import { describeRequests, describeWrites } from "../support/requests";
import { createStack, type StackRun, succeeded, type TestStack } from "../support/stack";

/** Identities, union and Profile, on the real engine; and what AEP does not let go, destroyed and met again. */
jest.setTimeout(240_000);

let emulator: EmulatorProcess;
let stack: TestStack;

beforeAll(async () => {
  emulator = await startEmulatorProcess();
  stack = await createStack({
    program: "examples/profile-enabled",
    project: "profile-enabled",
    env: emulator.environment,
  });
});

afterAll(async () => {
  await stack?.dispose();
  await emulator?.stop();
});

function warnings({ diagnostics }: StackRun): string[] {
  return diagnostics.filter(({ severity }) => severity === "warning").map(({ message }) => message);
}

const ids = new Map<string, string>();

describe("the Profile example", () => {
  it("says in the preview that the union cannot be undone", async () => {
    const preview = succeeded(await stack.preview());
    expect(warnings(preview)).toEqual([
      expect.stringMatching(
        /The schema "Shop customer" is going to be enabled for Profile\. This cannot be undone/,
      ),
    ]);
    expect(describeWrites(await emulator.requests())).toEqual([]);
  });

  it("comes up in the order that AEP demands", async () => {
    await emulator.clearRequests();
    succeeded(await stack.up());
    const writes = describeWrites(await emulator.requests());
    expect([...writes].sort()).toEqual(
      [
        "POST namespaces",
        "POST fieldgroups",
        "POST schemas",
        "POST descriptors",
        "POST descriptors",
        "PATCH schemas",
        "POST dataSets",
      ].sort(),
    );
    expect(writes.slice(-5)).toEqual([
      "POST schemas",
      "POST descriptors",
      "POST descriptors",
      "PATCH schemas",
      "POST dataSets",
    ]);
    for (const { type, id } of await stack.resources())
      ids.set(type.slice(type.lastIndexOf(":") + 1), id ?? "");
  });

  it("shows no drift, and changes an identity by its descriptor alone", async () => {
    succeeded(await stack.refresh({ args: ["--expect-no-changes"] }));
    await stack.edit("index.ts", 'namespace: "Email" },', 'namespace: "Phone" },');
    await emulator.clearRequests();
    expect(describeSteps(succeeded(await stack.up()).steps)).toEqual(["update Schema customers"]);
    expect(describeRequests(await emulator.requests())).toEqual([
      "GET schemas",
      "GET descriptors",
      "PUT descriptors",
    ]);
  });

  it("is destroyed, but for what AEP keeps, which is listed", async () => {
    const destroyed = succeeded(await stack.destroy());
    const said = warnings(destroyed).join("\n");
    for (const kind of ["Schema", "FieldGroup", "IdentityNamespace"]) {
      expect(said).toContain(`(${ids.get(kind)}) be deleted. It stays there`);
      expect(said).toContain(`adopt: "${ids.get(kind)}"`);
    }
    expect(await stack.resources()).toEqual([]);
  });

  it("comes up again only when it is told to take over what is in the way", async () => {
    const refused = await stack.up({ args: ["--continue-on-error"] });
    expect(refused.code).not.toBe(0);
    expect(refused.text).toContain("1521");
    for (const kind of ["FieldGroup", "IdentityNamespace"])
      expect(refused.text).toContain(`adopt: "${ids.get(kind)}"`);

    await stack.edit("index.ts", 'name: "Shop customer",', 'adopt: "byName", name: "Shop customer",');
    await stack.edit(
      "index.ts",
      'title: "Shop customer fields",',
      'adopt: "byName", title: "Shop customer fields",',
    );
    await stack.edit("index.ts", 'title: "Shop customer",', 'adopt: "byName", title: "Shop customer",');
    await emulator.clearRequests();
    succeeded(await stack.up());
    expect(describeWrites(await emulator.requests())).toEqual(["POST dataSets"]);
    expect(describeSteps(succeeded(await stack.preview()).steps)).toEqual([]);
    expect((await stack.resources()).map(({ id }) => id)).toEqual(
      expect.arrayContaining([ids.get("Schema"), ids.get("FieldGroup"), ids.get("IdentityNamespace")]),
    );
  });
});
