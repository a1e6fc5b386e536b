import type { Client } from "../api/client";
import type { JsonObject } from "../api/values";
import type { AnyKind } from "./kind";

/** The object as it is now, with what its API keeps apart from it, as far as the properties concern anybody. */
export async function look(
  kind: AnyKind,
  client: Client,
  id: string,
  wanted: "everything" | readonly JsonObject[],
): Promise<object | undefined> {
  const live = await kind.service.get(client, id);
  if (live === undefined || kind.complement === undefined) return live;
  const declared = wanted === "everything" ? [kind.fields] : wanted;
  return kind.complement(client, id, live, new Set(declared.flatMap((args) => Object.keys(args))));
}
