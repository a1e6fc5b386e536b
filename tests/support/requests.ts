import type { LoggedRequest } from "./emulator";

const COLLECTIONS: readonly (readonly [RegExp, string])[] = [
  [/^\/ims\/token\//, "token"],
  [/\/sandbox-management\//, "sandbox"],
  [/\/schemaregistry\/stats$/, "stats"],
  [/\/schemaregistry\/tenant\/fieldgroups/, "fieldgroups"],
  [/\/schemaregistry\/tenant\/schemas/, "schemas"],
  [/\/schemaregistry\/tenant\/descriptors/, "descriptors"],
  [/\/idnamespace\/identities/, "namespaces"],
  [/\/catalog\/dataSets/, "dataSets"],
  [/\/conversion\/mappingSets/, "mappingSets"],
  [/\/flowservice\/sourceConnections/, "sourceConnections"],
  [/\/flowservice\/targetConnections/, "targetConnections"],
  [/\/flowservice\/flows\/[^/]+\/action$/, "flows/action"],
  [/\/flowservice\/flows/, "flows"],
  [/\/flowservice\/connections/, "connections"],
];

/** Looked up at most once a process, for whatever is done. */
const LOOKUPS = ["token", "sandbox", "stats"];

export function collectionOf({ path }: Pick<LoggedRequest, "path">): string {
  return COLLECTIONS.find(([pattern]) => pattern.test(path))?.[1] ?? path;
}

/** `PATCH flows If-Match`, in order; look-ups of token, sandbox and tenant left out. */
export function describeRequests(requests: readonly LoggedRequest[]): string[] {
  return requests
    .filter((request) => !LOOKUPS.includes(collectionOf(request)))
    .map((request) => {
      const condition = request.headers["if-match"] === undefined ? "" : " If-Match";
      return `${request.method} ${collectionOf(request)}${condition}`;
    });
}

/** Writes alone, in order: `POST flows`. */
export function describeWrites(requests: readonly LoggedRequest[]): string[] {
  return describeRequests(requests).filter((line) => !line.startsWith("GET "));
}

/** How often each look-up was made. */
export function countLookups(requests: readonly LoggedRequest[]): Record<string, number> {
  const counts = Object.fromEntries(LOOKUPS.map((name) => [name, 0]));
  for (const request of requests) {
    const name = collectionOf(request);
    if (LOOKUPS.includes(name)) counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

export function requestsTo(
  requests: readonly LoggedRequest[],
  method: string,
  collection: string,
): LoggedRequest[] {
  return requests.filter((request) => request.method === method && collectionOf(request) === collection);
}
