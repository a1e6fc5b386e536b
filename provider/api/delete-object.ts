import { z } from "zod";
import type { Client } from "./client";

/** DELETE answers nothing, or a list, or an object, by service; only its status counts. */
export async function deleteObject(client: Client, path: string, what: string): Promise<"deleted"> {
  const attempt = `delete the ${what}`;
  await client.send({ attempt, method: "DELETE", path, effect: "repeatable", answer: z.unknown() });
  return "deleted";
}
