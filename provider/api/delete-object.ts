import { z } from "zod";
import type { Client } from "./client";

/**
 * DELETE answers nothing, or a list, or an object, by service; only its status counts. But of a dataset that is not there
 * Catalog says 200, with an empty list.
 */
export async function deleteObject(
  client: Client,
  path: string,
  what: string,
): Promise<"deleted" | "absent"> {
  const attempt = `delete the ${what}`;
  const answer = await client.send({
    attempt,
    method: "DELETE",
    path,
    effect: "repeatable",
    answer: z.unknown(),
  });
  return Array.isArray(answer) && answer.length === 0 ? "absent" : "deleted";
}
