import type { Call } from "./client";

/**
 * The URL of a call. The path must be encoded so that parsing leaves it as it is: an id such as ".." cannot lead to another
 * object, and nothing leads away from the platform's data APIs.
 */
export function requestUrl(platformUrl: string, path: string, query: Call<unknown>["query"] = {}): URL {
  const url = new URL(path, platformUrl);
  if (!path.startsWith("/data/") || url.pathname !== path) {
    throw new Error(`"${path}" is not an encoded path below /data/; nothing was sent.`);
  }
  // Not URLSearchParams: it writes a space as "+", which is a plus sign to servers that do not read the query as a form.
  url.search = Object.entries(query)
    .flatMap(([name, value]) =>
      valuesOf(value).map((text) => `${encodeURIComponent(name)}=${encodeURIComponent(text)}`),
    )
    .join("&");
  return url;
}

function valuesOf(value: string | number | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === "object" ? value : [String(value)];
}
