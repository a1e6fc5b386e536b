import { readFile } from "node:fs/promises";
import { z } from "zod";
import { ExpectedError } from "../../api/errors";
import { type JsonObject, toJsonObject } from "../../api/values";

/** The sample file is not there, or is not what it should be. */
class SampleError extends ExpectedError {}

const record = z.record(z.string(), z.unknown());
const samples = z.union([z.array(record), record.transform((one) => [one])]);

/** Records of a file: one JSON object, a list of them, or one per line. */
export async function readSamples(file: string): Promise<readonly JsonObject[]> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new SampleError(
      `The samples could not be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  });
  const parsed = samples.safeParse(whole(text) ?? lines(text, file));
  if (!parsed.success)
    throw new SampleError(`The samples in ${file} are not records: each must be a JSON object.`);
  if (parsed.data.length === 0) throw new SampleError(`There are no samples in ${file}.`);
  return parsed.data.map(toJsonObject);
}

function whole(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function lines(text: string, file: string): readonly unknown[] {
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    const value = whole(line);
    if (value === undefined) throw new SampleError(`Line ${index + 1} of ${file} is not JSON.`);
    return [value];
  });
}
