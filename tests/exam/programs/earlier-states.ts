import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { PlatformUser } from "../../support/emulator";
import { repositoryRoot } from "../../support/repository";
import { createStack, succeeded } from "../../support/stack";
import type { Lane } from "../platform/lane";
import type { Interference } from "../platform/proxy";

/** What an earlier release left behind: the state of a stack, its program, and how its objects came to be. */
export interface EarlierState {
  readonly release: string;
  /** Folder of the program, below the repository. */
  readonly program: string;
  /** As `pulumi stack export` wrote it. */
  readonly state: string;
  readonly exchanges: readonly Exchange[];
}

const exchange = z.object({
  method: z.string(),
  /** With its query. */
  path: z.string(),
  accept: z.string().optional(),
  body: z.unknown().optional(),
  answer: z.unknown(),
});

/** One request that made or showed an object. */
export type Exchange = z.infer<typeof exchange>;

const STATES = path.join("tests", "fixtures", "states");
const IMPORTED = "imported-state.json";

export async function earlierStates(): Promise<readonly EarlierState[]> {
  const releases = await readdir(path.join(repositoryRoot, STATES));
  return Promise.all(
    releases.map(async (release) => {
      const folder = path.join(repositoryRoot, STATES, release);
      return {
        release,
        program: path.join(STATES, release, "program"),
        state: await readFile(path.join(folder, "state.json"), "utf8"),
        exchanges: z
          .array(exchange)
          .parse(JSON.parse(await readFile(path.join(folder, "exchanges.json"), "utf8"))),
      };
    }),
  );
}

/** Records what the present version leaves behind, once, when it is released: later versions are held to it for ever. */
export async function recordState(lane: Lane, release: string): Promise<string> {
  const folder = path.join(repositoryRoot, STATES, release);
  await mkdir(path.join(folder, "program"), { recursive: true });
  const source = await readFile(path.join(repositoryRoot, "examples", "customerio", "index.ts"));
  await writeFile(path.join(folder, "program", "index.ts"), source);
  const stack = await createStack({ program: path.join(STATES, release, "program"), env: lane.settings() });
  try {
    const exchanges: Exchange[] = [];
    lane.platform.interfere(recorder(exchanges));
    succeeded(await stack.up());
    succeeded(await stack.refresh());
    await writeFile(path.join(folder, "exchanges.json"), `${JSON.stringify(exchanges, null, 2)}\n`);
    await writeFile(path.join(folder, "state.json"), await stack.exportText());
    return folder;
  } finally {
    await stack.dispose();
  }
}

/** Makes the objects of an earlier release anew, and answers its state with the ids that they have now. */
export async function restore(colleague: PlatformUser, { state, exchanges }: EarlierState): Promise<string> {
  const renamed = new Map<string, string>();
  for (const { method, path: address, accept, body, answer } of exchanges) {
    const { status, body: now } = await colleague(renewed(address, renamed, encodeURIComponent), {
      method,
      ...(accept !== undefined && { headers: { Accept: accept } }),
      ...(body !== undefined && { body: JSON.parse(renewed(JSON.stringify(body), renamed)) }),
    });
    if (status >= 300) throw new Error(`${method} ${address}: ${status} ${JSON.stringify(now)}`);
    pairs(answer, now, renamed);
  }
  return renewed(state, renamed, (value) => JSON.stringify(value).slice(1, -1));
}

/** Goes through what the next versions are asked for: nothing changes, nothing drifts, everything goes. */
export async function replay(lane: Lane, earlier: EarlierState): Promise<string | undefined> {
  const state = await restore(await lane.colleague(), earlier);
  const stack = await createStack({ program: earlier.program, env: lane.settings() });
  try {
    await writeFile(path.join(stack.folder, IMPORTED), state);
    succeeded(await stack.command("stack", "import", "--file", IMPORTED));
    lane.platform.interfere(() => undefined);
    succeeded(await stack.up({ args: ["--expect-no-changes"] }));
    if (lane.platform.calls.length > 0) return `up asked ${lane.platform.calls.join(", ")}`;
    succeeded(await stack.refresh({ args: ["--expect-no-changes"] }));
    succeeded(await stack.up({ args: ["--expect-no-changes"] }));
    succeeded(await stack.destroy());
    const left = Object.entries(await lane.objects()).filter(
      ([, objects]) => Object.keys(objects).length > 0,
    );
    return left.length === 0
      ? undefined
      : `left behind: ${left.map(([collection]) => collection).join(", ")}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await stack.dispose();
  }
}

/** Keeps every request about an object, with its answer. */
function recorder(exchanges: Exchange[]): Interference {
  return async (call) => {
    const answer = await call.forward();
    const { method, path: address, accept, body } = call.request;
    const isAboutAnObject = /\/data\/foundation\/(?!sandbox-management|schemaregistry\/stats)/.test(address);
    if (isAboutAnObject && (method === "POST" || call.label.endsWith("/{id}"))) {
      const text = (await body).toString("utf8");
      exchanges.push({
        method,
        path: address,
        ...(accept !== undefined && { accept }),
        ...(text !== "" && { body: JSON.parse(text) }),
        answer: JSON.parse(answer.body.toString("utf8")),
      });
    }
    await call.reply(answer);
  };
}

const SHORTEST_ID = 8;

/** The old texts of an answer beside the new ones; keys too, where ids are keys. */
function pairs(old: unknown, now: unknown, renamed: Map<string, string>): void {
  if (typeof old === "string" && typeof now === "string") {
    if (old !== now && old.length >= SHORTEST_ID) renamed.set(old, now);
    // An id also stands alone where an answer shows it at the end of a path: "@/dataSets/…".
    const [parts, newParts] = [old.split("/"), now.split("/")];
    if (parts.length > 1 && parts.length === newParts.length) pairs(parts, newParts, renamed);
    return;
  }
  if (typeof old !== "object" || typeof now !== "object" || old === null || now === null) return;
  const [olds, news] = [Object.entries(old), Object.entries(now)];
  for (const [index, [name, value]] of olds.entries()) {
    const same = news.find(([other]) => other === name) ?? (olds.length === 1 ? news[index] : undefined);
    if (same === undefined) continue;
    if (same[0] !== name) renamed.set(name, same[0]);
    pairs(value, same[1], renamed);
  }
}

/** The longest first: one id may be the beginning of another text. */
function renewed(
  text: string,
  renamed: ReadonlyMap<string, string>,
  spelled: (value: string) => string = (value) => value,
): string {
  const all = [...renamed].sort(([left], [right]) => right.length - left.length);
  return all.reduce(
    (rest, [old, now]) => rest.replaceAll(spelled(old), spelled(now)).replaceAll(old, now),
    text,
  );
}
