import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { type Emulator, startEmulator } from "../../../emulator/index";
import { type PlatformUser, signIn } from "../../support/emulator";
import { type ProviderSettings, ProviderSlot, type RunningProvider } from "./provider-slot";
import { type FaultyPlatform, type Interference, startFaultyPlatform } from "./proxy";

const ORGANIZATION = "EMULATOR@AdobeOrg";
const SANDBOX = "dev";
/** A provider that waits for an answer gives up after so long. Its own 30 s would make a day of the exam. */
const REQUEST_MILLISECONDS = 2_000;

const stored = z.record(z.string(), z.record(z.string(), z.unknown()));
const state = z.object({
  organizations: z.record(z.string(), z.record(z.string(), z.object({ objects: stored }))),
});

/** The objects that the platform holds: by collection, then by id. */
export type PlatformObjects = z.infer<typeof stored>;

/** An emulator of its own, and real provider processes that reach it through a platform that can be made to fail. */
export interface Lane {
  readonly platform: FaultyPlatform;
  /** A provider that knows nothing yet, as for one more operation of the engine. */
  provider(): Promise<RunningProvider>;
  /** The AEP settings of a program of the lane. */
  settings(): Readonly<Record<string, string>>;
  /** One beside it, as that of another person. */
  secondProvider(): Promise<RunningProvider>;
  abandonedAreGone(): Promise<void>;
  objects(): Promise<PlatformObjects>;
  /** Lets lists lag behind; 0: not any more. */
  lagLists(milliseconds: number): Promise<void>;
  control(method: string, path: string, body?: unknown): Promise<void>;
  /** Somebody else, who works on the same platform with nothing in the way. */
  colleague(): Promise<PlatformUser>;
  /** Gives everything back as new: an empty platform, an empty journal, nothing that interferes. */
  renew(): Promise<void>;
  stop(): Promise<void>;
}

export interface LaneOptions {
  /** A file for the exchanges with the emulator, to be judged. */
  readonly record?: string | undefined;
}

export async function startLane({ record }: LaneOptions = {}): Promise<Lane> {
  const emulator: Emulator = await startEmulator({
    port: 0,
    assumptions: { inletDelayMilliseconds: 0 },
    ...(record !== undefined && { record }),
  });
  const slot = new ProviderSlot();
  const secondSlot = new ProviderSlot();
  const journals = await mkdtemp(path.join(tmpdir(), "pulumi-aep-exam-"));
  let number = 0;
  let platform = await startFaultyPlatform(emulator.url);

  async function control(method: string, controlPath: string, body?: unknown): Promise<Response> {
    const answer = await fetch(`${emulator.url}/_emulator${controlPath}`, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { "content-type": "application/json" },
      }),
    });
    if (!answer.ok) throw new Error(`${method} ${controlPath}: ${answer.status} ${await answer.text()}`);
    return answer;
  }

  const settings = (clientId: string): ProviderSettings => ({
    requestMilliseconds: REQUEST_MILLISECONDS,
    environment: {
      AEP_ENDPOINT: platform.url,
      AEP_CLIENT_ID: clientId,
      AEP_CLIENT_SECRET: "secret-of-the-exam",
      AEP_ORG_ID: ORGANIZATION,
      AEP_SANDBOX: SANDBOX,
      AEP_JOURNAL_DIR: path.join(journals, String(number)),
    },
  });

  return {
    get platform() {
      return platform;
    },
    colleague: () => signIn(emulator.url, "colleague"),
    provider: () => slot.start(settings("exam")),
    settings: () => settings("exam").environment,
    secondProvider: () => secondSlot.start(settings("second")),
    abandonedAreGone: () => slot.abandonedAreGone(),
    async objects() {
      const { organizations } = state.parse(await (await control("GET", "/state")).json());
      return organizations[ORGANIZATION]?.[SANDBOX]?.objects ?? {};
    },
    async lagLists(milliseconds) {
      const faults = milliseconds === 0 ? [] : [{ path: ".", action: { listLagMilliseconds: milliseconds } }];
      await control("PUT", "/faults", faults);
    },
    control: async (method, controlPath, body) => {
      await control(method, controlPath, body);
    },
    async renew() {
      // The old address stays behind: what an earlier provider still sends arrives nowhere.
      await platform.stop();
      platform = await startFaultyPlatform(emulator.url);
      number += 1;
      await control("POST", "/reset");
    },
    async stop() {
      slot.stop();
      secondSlot.stop();
      await platform.stop();
      await emulator.close();
      await rm(journals, { recursive: true, force: true });
    },
  };
}

/** Runs work on several lanes at once, in the order of the list, as long as it is not told to stop. */
export async function onLanes<Work>(
  lanes: readonly Lane[],
  works: readonly Work[],
  run: (lane: Lane, work: Work) => Promise<void>,
  isOver: () => boolean,
): Promise<void> {
  let next = 0;
  await Promise.all(
    lanes.map(async (lane) => {
      while (next < works.length && !isOver()) {
        const work = works[next++];
        if (work === undefined) continue;
        await lane.renew();
        await run(lane, work);
      }
    }),
  );
}

export type { Interference, RunningProvider };
