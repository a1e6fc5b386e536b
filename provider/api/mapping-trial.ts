import { z } from "zod";
import type { Client } from "./client";
import type { JsonObject } from "./values";

/** Data Prep's own trial of a mapping set: nothing is written (data-prep.yaml validateMappingSet, previewMappingSet). */
const BASE = "/data/foundation/conversion/mappingSets";

const complaint = z.looseObject({
  destination: z.string().nullish(),
  source: z.unknown().optional(),
  exception: z.string().nullish(),
});

const verdict = z.looseObject({ status: z.string(), errors: z.array(complaint).nullish() });

/** The guide answers a list for a list, the specification's example an object. */
const preview = z.looseObject({ data: z.unknown(), errors: z.array(complaint).nullish() });

export interface Complaint {
  readonly destination?: string;
  readonly message: string;
}

/** What became of one sample. */
export interface Preview {
  readonly data: unknown;
  readonly complaints: readonly Complaint[];
}

/** For each mapping of the set, in order: what is wrong with it. */
export async function validateMappings(
  client: Client,
  set: JsonObject,
): Promise<readonly (readonly Complaint[])[]> {
  const { validationResponse } = await client.send({
    attempt: "validate the mapping set",
    method: "POST",
    path: `${BASE}/validate`,
    body: set,
    effect: "read",
    answer: z.looseObject({ validationResponse: z.array(verdict) }),
  });
  return validationResponse.map(({ status, errors }) => {
    const complaints = (errors ?? []).map(describe);
    const isFine = status.toUpperCase() === "SUCCESS";
    return isFine || complaints.length > 0 ? complaints : [{ message: `AEP says ${status}.` }];
  });
}

/** For each sample, in order: what the set makes of it. */
export async function previewMappings(
  client: Client,
  set: JsonObject,
  samples: readonly JsonObject[],
): Promise<readonly Preview[]> {
  const answer = await client.send({
    attempt: "preview the mapping set",
    method: "POST",
    path: `${BASE}/preview`,
    body: { data: samples, mappingSet: set },
    effect: "read",
    answer: z.union([z.array(preview), preview.transform((one) => [one])]),
  });
  return answer.map(({ data, errors }) => ({ data, complaints: (errors ?? []).map(describe) }));
}

function describe({ destination, exception }: z.infer<typeof complaint>): Complaint {
  return {
    message: exception ?? "AEP gives no reason.",
    ...(destination !== null && destination !== undefined && { destination }),
  };
}
