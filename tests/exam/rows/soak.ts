import { readdir, readFile, readlink } from "node:fs/promises";
import { destroy, up } from "../engine/engine";
import { Run } from "../engine/run";
import { StateFile } from "../engine/state";
import { describeVerdict, unknownObjects } from "../engine/verify";
import { pausing } from "../platform/faults";
import { generatedProgram } from "../programs/generated";
import { chance } from "./chance";
import { withLanes } from "./lanes";
import type { Failure, Row } from "./row";

const FULL_MINUTES = 20;
const MOST_FLOWS = 6;
/** What is loaded and cached in the beginning is no leak. */
const WARM_UP_SHARE = 0.3;
const MOST_GROWTH = 0.1;
/** Idle connections are closed by the provider after 4 s. */
const IDLE_MILLISECONDS = 6_000;

export const soak: Row = {
  id: "11",
  title: "Soak: random stacks come up and go, in one provider process",
  demand: "20 minutes; memory grows by less than 10 % after the warm-up, sockets back to 0",
  inTests: false,
  run: (options) =>
    withLanes({ ...options, lanes: 1 }, async ([lane]) => {
      const minutes = options.minutes ?? FULL_MINUTES;
      const luck = chance(options.seed);
      const provider = await lane.provider();
      const begin = Date.now();
      const end = begin + minutes * 60_000;
      const samples: { readonly at: number; readonly bytes: number }[] = [];
      const failures: Failure[] = [];
      let resources = 0;
      let lives = 0;
      while (Date.now() < end && failures.length === 0) {
        options.progress(Math.round((Date.now() - begin) / 60_000), minutes);
        const program = generatedProgram(luck, luck.between(1, MOST_FLOWS));
        const file = new StateFile(`life ${lives}`);
        const made = await up(new Run(provider, file), program);
        const gone = await destroy(new Run(provider, file));
        const left = describeVerdict({
          diverged: [...made.errors, ...gone.errors],
          ...unknownObjects([], await lane.objects()),
        });
        if (left !== undefined) failures.push({ name: `life ${lives}`, problem: left });
        lives += 1;
        resources += program.length;
        samples.push({ at: Date.now(), bytes: await residentBytes(provider.processId) });
      }
      await pausing(IDLE_MILLISECONDS);
      const sockets = await connectionsTo(provider.processId, Number(new URL(lane.platform.url).port));
      const warm = samples.filter(({ at }) => at >= begin + minutes * 60_000 * WARM_UP_SHARE);
      const fifth = Math.max(1, Math.floor(warm.length / 5));
      const [early, late] = [median(warm.slice(0, fifth)), median(warm.slice(-fifth))];
      const growth = late / early - 1;
      if (growth >= MOST_GROWTH) failures.push({ name: "memory", problem: `grew by ${percent(growth)}` });
      if (sockets > 0) failures.push({ name: "sockets", problem: `${sockets} are still open` });
      return {
        runs: lives,
        figures: {
          minutes,
          resources,
          "memory after the warm-up": `${Math.round(early / 2 ** 20)} MiB`,
          "memory at the end": `${Math.round(late / 2 ** 20)} MiB`,
          growth: percent(growth),
          "sockets at the end": sockets,
        },
        failures,
      };
    }),
};

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function median(samples: readonly { readonly bytes: number }[]): number {
  const sorted = samples.map(({ bytes }) => bytes).sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** As Linux tells it. */
async function residentBytes(processId: number): Promise<number> {
  const status = await readFile(`/proc/${processId}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

/** Open connections of a process to a port of this machine. */
async function connectionsTo(processId: number, port: number): Promise<number> {
  const folder = `/proc/${processId}/fd`;
  const links = await Promise.all(
    (await readdir(folder)).map((name) => readlink(`${folder}/${name}`).catch(() => "")),
  );
  const own = new Set(links.map((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1]));
  const remote = port.toString(16).toUpperCase().padStart(4, "0");
  return (await readFile("/proc/net/tcp", "utf8"))
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[2]?.endsWith(`:${remote}`) && own.has(columns[9])).length;
}
