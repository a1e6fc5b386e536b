// What the engine starts as `pulumi-language-nodejs` where the official one is not there: it serves
// Pulumi's LanguageRuntime protocol (language.proto) with the stubs of the program's own SDK, and runs
// programs with the SDK's own runner. Standalone: it is copied beside the engine.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";

/** Exit code of the SDK's runner after it has told the user what is wrong (`cmd/run/index.js`). */
const alreadyExplained = 32;

const workingFolder = process.cwd();
const sdk = loadSdk(workingFolder);

/** @type {Set<import("node:child_process").ChildProcess>} */
const programs = new Set();
let engineAddress =
  process.argv
    .slice(2)
    .filter((argument) => !argument.startsWith("-"))
    .at(-1) ?? "";

/** @type {import("@grpc/grpc-js").UntypedServiceImplementation} */
const answers = {
  handshake: unary(
    (/** @type {import("@pulumi/pulumi/proto/language_pb.js").LanguageHandshakeRequest} */ request) => {
      engineAddress = request.getEngineAddress();
      return new sdk.language.LanguageHandshakeResponse();
    },
  ),
  getPluginInfo: unary(() => new sdk.plugin.PluginInfo().setVersion(sdk.version)),
  // Dynamic providers live in the program's own dependencies: there is nothing for the engine to fetch.
  getRequiredPackages: unary(() => new sdk.language.GetRequiredPackagesResponse()),
  getRequiredPlugins: unary(() => new sdk.language.GetRequiredPluginsResponse()),
  getProgramDependencies: unary(() => new sdk.language.GetProgramDependenciesResponse()),
  runtimeOptionsPrompts: unary(() => new sdk.language.RuntimeOptionsResponse()),
  about: unary(() =>
    new sdk.language.AboutResponse().setExecutable(process.execPath).setVersion(process.version),
  ),
  cancel: unary(() => {
    stopPrograms();
    return new sdk.empty.Empty();
  }),
  run: unary(runProgram),
};

for (const method of Object.keys(sdk.languageServices.LanguageRuntimeService)) {
  answers[method] ??= (/** @type {unknown} */ _call, /** @type {unknown} */ reply) => refuse(method, reply);
}

const server = new sdk.grpc.Server();
server.addService(sdk.languageServices.LanguageRuntimeService, answers);
server.bindAsync("127.0.0.1:0", sdk.grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  // The engine reads the port from the first line.
  console.log(port);
});

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.on(signal, exit);
// The engine holds the other end of stdin: it ends when the engine is killed.
process.stdin.on("end", exit).on("error", exit).resume();

/**
 * @param {import("@pulumi/pulumi/proto/language_pb.js").RunRequest} request
 * @returns {Promise<import("@pulumi/pulumi/proto/language_pb.js").RunResponse>}
 */
async function runProgram(request) {
  const response = new sdk.language.RunResponse();
  const program = request.getInfo();
  if (!program) return response.setError("The engine named no program.");
  const { typescript, unsupported } = readRuntimeOptions(program.getOptions()?.toJavaScript() ?? {});
  if (unsupported.length > 0) {
    return response.setError(
      `Pulumi.yaml sets runtime options that this language host does not know: ${unsupported.join(", ")}. ` +
        "Remove them, or install Pulumi: https://www.pulumi.com/docs/iac/download-install/",
    );
  }
  const folder = program.getProgramDirectory();
  const runner = createRequire(path.join(folder, "program.js")).resolve("@pulumi/pulumi/cmd/run");
  const flags = {
    monitor: request.getMonitorAddress(),
    engine: engineAddress,
    organization: request.getOrganization(),
    project: request.getProject(),
    stack: request.getStack(),
    "root-directory": program.getRootDirectory(),
    pwd: folder,
    parallel: String(request.getParallel()),
  };
  const child = spawn(
    process.execPath,
    [
      runner,
      ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]),
      ...(request.getDryrun() ? ["--dry-run"] : []),
      program.getEntryPoint(),
      ...request.getArgsList(),
    ],
    {
      stdio: ["ignore", "inherit", "inherit"],
      env: {
        ...process.env,
        PULUMI_CONFIG: JSON.stringify(programConfiguration(request)),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
        PULUMI_NODEJS_TYPESCRIPT: String(typescript),
      },
    },
  );
  programs.add(child);
  try {
    const failure = await exitOf(child);
    if (failure === alreadyExplained) return response.setBail(true);
    return failure === 0 ? response : response.setError(`The program ended with ${failure}.`);
  } finally {
    programs.delete(child);
  }
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<number | string>} the exit code, or in words what else ended it
 */
function exitOf(child) {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) =>
      resolve(code === 0 || code === alreadyExplained ? code : `exit code ${code ?? signal}`),
    );
  });
}

/**
 * The options of `runtime:` in Pulumi.yaml.
 * @param {Record<string, unknown>} options
 */
function readRuntimeOptions(options) {
  const { typescript = true, packagemanager: _onlyForInstalling, ...unsupported } = options;
  return { typescript: typescript !== false, unsupported: Object.keys(unsupported) };
}

/**
 * The SDK reads configuration by the keys `namespace:config:name`; the engine sends `namespace:name`.
 * @param {import("@pulumi/pulumi/proto/language_pb.js").RunRequest} request
 */
function programConfiguration(request) {
  /** @type {Record<string, string>} */
  const configuration = {};
  request.getConfigMap().forEach((value, key) => {
    const separator = key.indexOf(":");
    configuration[`${key.slice(0, separator)}:config:${key.slice(separator + 1)}`] = value;
  });
  return configuration;
}

function stopPrograms() {
  for (const program of programs) program.kill("SIGINT");
}

/** @returns {never} */
function exit() {
  stopPrograms();
  process.exit(0);
}

/**
 * @template Request, Response
 * @param {(request: Request) => Response | Promise<Response>} answer
 * @returns {(call: { request: Request }, reply: (error: Error | null, response?: Response) => void) => void}
 */
function unary(answer) {
  return (call, reply) => {
    Promise.resolve(call.request)
      .then(answer)
      .then(
        (response) => reply(null, response),
        (error) => reply(error instanceof Error ? error : new Error(String(error))),
      );
  };
}

/**
 * @param {string} method
 * @param {unknown} reply absent where the answer would be a stream
 */
function refuse(method, reply) {
  const details = `${method} needs the official Pulumi CLI: https://www.pulumi.com/docs/iac/download-install/`;
  if (typeof reply === "function") reply({ code: sdk.grpc.status.UNIMPLEMENTED, details });
}

/** @param {string} folder the program's: its own SDK decides which protocol is spoken */
function loadSdk(folder) {
  const requireFromProgram = createRequire(path.join(folder, "program.js"));
  const sdkManifest = resolveSdk(requireFromProgram, folder);
  const requireFromSdk = createRequire(sdkManifest);
  /** @type {typeof import("@grpc/grpc-js")} */
  const grpc = requireFromSdk("@grpc/grpc-js");
  /** @type {typeof import("google-protobuf/google/protobuf/empty_pb.js")} */
  const empty = requireFromSdk("google-protobuf/google/protobuf/empty_pb");
  /** @type {typeof import("@pulumi/pulumi/proto/language_pb.js")} */
  const language = requireFromSdk("./proto/language_pb");
  /** @type {typeof import("@pulumi/pulumi/proto/language_grpc_pb.js")} */
  const languageServices = requireFromSdk("./proto/language_grpc_pb");
  /** @type {typeof import("@pulumi/pulumi/proto/plugin_pb.js")} */
  const plugin = requireFromSdk("./proto/plugin_pb");
  /** @type {{ version: string }} */
  const { version } = requireFromSdk("./package.json");
  return { grpc, empty, language, languageServices, plugin, version };
}

/**
 * @param {NodeJS.Require} requireFromProgram
 * @param {string} folder
 */
function resolveSdk(requireFromProgram, folder) {
  try {
    return requireFromProgram.resolve("@pulumi/pulumi/package.json");
  } catch {
    console.error(`@pulumi/pulumi is not installed for the program in ${folder}. Run \`npm install\` there.`);
    return process.exit(1);
  }
}
