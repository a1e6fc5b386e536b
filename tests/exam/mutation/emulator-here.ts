import { type Emulator, startEmulator } from "../../../emulator/index";
import { type EmulatorProcess, emulatorAt } from "../../support/emulator";

export * from "../../support/emulator";

/** Stands in for the emulator's process: the same emulator, in the process of the tests. */
export async function startEmulatorProcess(
  options: { data?: string; args?: readonly string[] } = {},
): Promise<EmulatorProcess> {
  const emulator: Emulator = await startEmulator({
    port: 0,
    assumptions: assumptionsOf(options.args ?? []),
    ...(options.data !== undefined && { dataDirectory: options.data }),
  });
  const close = () => emulator.close();
  return emulatorAt(emulator.url, { stop: close, kill: close });
}

/** `--set inletDelayMilliseconds=0` of the command line. */
function assumptionsOf(args: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    args.flatMap((arg, index) => {
      const [switchId, value] = args[index - 1] === "--set" ? arg.split("=") : [];
      return switchId === undefined || value === undefined ? [] : [[switchId, JSON.parse(value)]];
    }),
  );
}
