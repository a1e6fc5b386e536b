import { UnexpectedAnswerError } from "./errors";

/** Part of a list, and where the next part starts. */
export interface Page<Item, Cursor> {
  readonly items: readonly Item[];
  /** Absent on the last page. */
  readonly next?: Cursor | undefined;
}

/** A list of more pages than this does not end, whatever the service says. */
const MOST_PAGES = 1_000;

/**
 * Every object of a list, page by page.
 * @param enough how many objects the caller wants at most; no page is fetched that brings none of them
 * @throws UnexpectedAnswerError when the pages do not end: half a list would be taken for the whole
 */
export async function everyItem<Item, Cursor>(
  attempt: string,
  fetchPage: (cursor: Cursor | undefined) => Promise<Page<Item, Cursor>>,
  enough = Number.POSITIVE_INFINITY,
): Promise<Item[]> {
  const found: Item[] = [];
  let cursor: Cursor | undefined;
  for (let number = 0; number < MOST_PAGES; number++) {
    const { items, next } = await fetchPage(cursor);
    found.push(...items);
    if (next === undefined || found.length >= enough) return found.slice(0, enough);
    cursor = next;
  }
  throw new UnexpectedAnswerError(
    `Could not ${attempt}: after ${MOST_PAGES} pages the list still goes on. Nothing was made of it.`,
  );
}
