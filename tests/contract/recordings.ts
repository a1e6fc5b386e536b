import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { Json } from "../../emulator/json";

/** It was just read from JSON. */
const json = z.custom<Json>((value) => value !== undefined);
const header = z.union([z.string(), z.number(), z.array(z.string())]).transform(String);

const recordedExchange = z.object({
  method: z.string(),
  path: z.string(),
  query: z.record(z.string(), z.array(z.string())),
  headers: z.record(z.string(), header),
  body: json,
  status: z.number().nullable(),
  answerHeaders: z.record(z.string(), header),
  answerBody: json,
});

/** A request and its answer, from the recording of a suite. */
export interface Exchange extends z.infer<typeof recordedExchange> {
  /** The suite that ran, such as `catalog.test.ts`. */
  readonly suite: string;
}

/** All exchanges of a run. A line that a kill cut short is left out. */
export function* readRecordings(folder: string): Iterable<Exchange> {
  for (const file of readdirSync(folder).sort()) {
    const suite = file.replace(/-[0-9a-f-]{36}\.jsonl$/, "");
    for (const line of readFileSync(path.join(folder, file), "utf8").split("\n").slice(0, -1)) {
      yield { ...recordedExchange.parse(JSON.parse(line)), suite };
    }
  }
}
