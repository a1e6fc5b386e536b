import { type EmulatorProcess, startEmulatorProcess } from "../support/emulator";
import { type ProviderProcess, startProvider } from "../support/provider-process";
import { requestsTo } from "../support/requests";

let emulator: EmulatorProcess;
let provider: ProviderProcess;
beforeAll(async () => {
  emulator = await startEmulatorProcess();
  provider = await startProvider({ env: emulator.environment });
});
afterAll(async () => {
  await provider?.stop();
  await emulator?.stop();
});

test("a client that may not look up a sandbox finds its type in the list of its own", async () => {
  await emulator.control("PUT", "/faults", [{ path: "/sandboxes/dev$", action: "forbidden" }]);
  const made = await provider.create("sourceConnection", {
    name: "Orders",
    connectionSpec: "customerio",
    data: { format: "json" },
  });
  expect(made.id).not.toBe("");
  const looked = requestsTo(await emulator.requests(), "GET", "sandbox").map(({ path, status }) => [
    path,
    status,
  ]);
  expect(looked).toEqual([
    ["/data/foundation/sandbox-management/sandboxes/dev", 403],
    ["/data/foundation/sandbox-management/", 200],
  ]);
});
