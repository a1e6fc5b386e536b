import { z } from "zod";
import type { Client } from "./client";
import { everyItem } from "./paging";

export const FLOW_SERVICE = "/data/foundation/flowservice";

/** Flow Service documents no longest page; this one is taken. */
const PAGE = 100;

export interface FlowServiceList<Item> {
  /** For errors: `look for the flow "Customer.io"`. */
  readonly attempt: string;
  /** Last part of the path: "flows". */
  readonly collection: string;
  readonly item: z.ZodType<Item>;
  /** `name==Customer.io`; several are all to be true. */
  readonly property?: string | readonly string[] | undefined;
  /** `-metrics.durationSummary.startedAtUTC` */
  readonly orderby?: string;
  /** No more than so many. Default: all. */
  readonly most?: number;
  /** Lists of specs document no limit: it is left out. */
  readonly withoutLimit?: true;
}

/** The objects of a Flow Service collection, with as many requests as it has pages. */
export function listFlowService<Item>(
  client: Client,
  { attempt, collection, item, property, orderby, most, withoutLimit }: FlowServiceList<Item>,
): Promise<Item[]> {
  const page = z.looseObject({
    items: z.array(item),
    _links: z.looseObject({ next: z.looseObject({ href: z.string() }).optional() }).optional(),
  });
  const limit = withoutLimit ? undefined : Math.min(PAGE, most ?? PAGE);
  return everyItem(
    attempt,
    async (continuationToken: string | undefined) => {
      const { items, _links } = await client.send({
        attempt,
        method: "GET",
        path: `${FLOW_SERVICE}/${collection}`,
        query: { property, orderby, limit, continuationToken },
        effect: "read",
        answer: page,
      });
      return { items, next: tokenOf(_links?.next?.href) };
    },
    most,
  );
}

/** A comma parts alternatives in a filter, and quotes and blanks around a value are dropped; such names are told apart by the caller alone. */
export function nameFilter(name: string): string | undefined {
  return /,|^["'\s]|["'\s]$/.test(name) ? undefined : `name==${name}`;
}

/** The href is a path with a query; only its token is taken, so that no answer decides what is called. */
function tokenOf(href: string | undefined): string | undefined {
  if (href === undefined) return undefined;
  return new URLSearchParams(href.slice(href.indexOf("?") + 1)).get("continuationToken") ?? undefined;
}
