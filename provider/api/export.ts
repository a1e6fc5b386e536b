import { z } from "zod";
import type { Client } from "./client";
import { UnexpectedAnswerError } from "./errors";

/**
 * Files of a batch: what was wrong with its records (guide "Retrieve data ingestion error diagnostics"). Runs name them by
 * their full address.
 */
export interface ExportedFile {
  readonly name: string;
  readonly href: string;
}

const listing = z.object({
  data: z.array(
    z.looseObject({
      name: z.string(),
      _links: z.looseObject({ self: z.looseObject({ href: z.string() }) }),
    }),
  ),
});

/** The files that an address lists; where it is a file itself, that one. */
export async function listExport(client: Client, address: string): Promise<readonly ExportedFile[]> {
  const { text, name } = await read(client, address);
  const parsed = listing.safeParse(parsedOrUndefined(text));
  if (!parsed.success) return [{ name, href: address }];
  return parsed.data.data.map((file) => ({ name: file.name, href: file._links.self.href }));
}

/** The content of a file: mostly one JSON object per line. */
export async function fetchExport(client: Client, address: string): Promise<string> {
  return (await read(client, address)).text;
}

async function read(
  client: Client,
  address: string,
): Promise<{ readonly text: string; readonly name: string }> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  // The token goes to the configured platform only, whatever an answer names.
  if (url?.hostname !== client.location.host) {
    throw new UnexpectedAnswerError(
      `Records that failed lie at ${url?.origin ?? "an address that is none"}, which is not the configured platform ` +
        `(${client.location.host}); nothing was fetched, because the token would go along.`,
    );
  }
  const query = new Map<string, string[]>();
  for (const [key, value] of url.searchParams) query.set(key, [...(query.get(key) ?? []), value]);
  const text = await client.send({
    attempt: "fetch the records that failed",
    method: "GET",
    path: url.pathname,
    query: Object.fromEntries(query),
    headers: { Accept: "*/*" },
    format: "text",
    effect: "read",
    answer: z.string(),
  });
  return { text, name: url.searchParams.get("path") ?? url.pathname };
}

function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
