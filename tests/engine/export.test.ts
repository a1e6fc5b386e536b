import { readFile } from "node:fs/promises";
import path from "node:path";
import { createClient } from "../../provider/api/create-client";
import { readSettings } from "../../provider/api/settings";
import { composeExport } from "../../provider/export/compose";
import { projectFiles } from "../../provider/export/project-files";
import { readSandbox } from "../../provider/export/read-sandbox";
import { writeFolder } from "../../provider/export/write-folder";
import { makeVariedSandbox } from "../export/varied-sandbox";
import { type EmulatorProcess, startEmulatorProcess } from "../support/emulator";
import { describeSteps } from "../support/engine-events";
import { describeWrites } from "../support/requests";
import { createStack, succeeded, type TestStack } from "../support/stack";

jest.setTimeout(240_000);

let emulator: EmulatorProcess;
let stack: TestStack;

beforeAll(async () => {
  emulator = await startEmulatorProcess({ args: ["--set", "inletDelayMilliseconds=0"] });
  const user = await emulator.asOther("marketer");
  const COUNT = Number(process.env.COUNT ?? 50);
  console.time("make");
  await makeVariedSandbox(user, COUNT);
  console.timeEnd("make");
  const settings = readSettings(() => undefined, emulator.environment);
  if (!settings.ok) throw new Error("settings");
  const client = createClient(settings.settings);
  console.time("read");
  const contents = await readSandbox(client, [], () => {});
  console.timeEnd("read");
  const exported = composeExport(
    contents,
    { project: "taken", stack: "test", location: client.location },
    false,
  );
  const folder = "/tmp/exported";
  await writeFolder(folder, projectFiles(exported));
  stack = await createStack({ program: folder, env: emulator.environment, project: "taken" });
});

afterAll(async () => {
  await stack?.dispose();
  await emulator?.stop();
});

it("imports", async () => {
  console.log(await readFile(path.join(stack.folder, "README.md"), "utf8"));
  await emulator.clearRequests();
  console.time("import");
  const run = await stack.command("import", "--file", "import.json", "--generate-code=false", "--yes");
  console.timeEnd("import");
  console.log(run.text.slice(-2500));
  console.time("preview");
  const preview = await stack.preview({ args: ["--expect-no-changes"] });
  console.timeEnd("preview");
  console.log(preview.text.slice(-3000));
  expect(describeSteps(preview.steps)).toEqual([]);
  console.time("refresh");
  const refresh = await stack.refresh({ args: ["--expect-no-changes"] });
  console.timeEnd("refresh");
  console.log(refresh.text.slice(-3000));
  succeeded(refresh);
  succeeded(await stack.preview({ args: ["--expect-no-changes"] }));
  expect(describeWrites(await emulator.requests())).toEqual([]);
});
