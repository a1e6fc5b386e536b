import { type Bench, paths, type Reply } from "../client";

/** Does something whose outcome hangs on a switch, and says what came of it. */
export interface SwitchProbe {
  /** The values to try instead of the default, where they are no closed list. */
  readonly values?: readonly unknown[];
  observe(bench: Bench): Promise<unknown>;
}

export type SwitchProbes = Readonly<Record<string, SwitchProbe>>;

export const probe = (observe: SwitchProbe["observe"], ...values: readonly unknown[]): SwitchProbe =>
  values.length === 0 ? { observe } : { observe, values };

/** A PATCH that changes the name of an object. */
export const rename = [{ op: "replace", path: "/name", value: "x" }];
export const ifMatch = (etag: string) => ({ headers: { "if-match": etag } });

/** An answer as its status and, where it is an error, its code. */
export const status = async (reply: Promise<Reply>): Promise<unknown> => {
  const { status: found, at } = await reply;
  return `${found} ${at("type") ?? at("error_code") ?? ""}`;
};

/** What Flow Service has under a path. */
export const item = async (bench: Bench, path: string) => (await bench.client.get(path)).at("items", 0);

export const runStates = async (bench: Bench) =>
  ((await bench.client.get(`${paths.flow}/runs`)).at("items") as { state: string }[]).map(
    ({ state }) => state,
  );
