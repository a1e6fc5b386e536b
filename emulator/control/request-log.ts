import type { IncomingHttpHeaders } from "node:http";
import type { IncomingRequest } from "../gateway/service";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../json";

/** One request to the platform, as the log shows it. */
export interface LoggedRequest {
  /** Counts from 1 since the start or the last emptying. */
  readonly sequence: number;
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON where it is JSON, the fields of a form, else the text; secrets are masked. */
  readonly body: Json;
  /** null while there is no answer: the request hangs, or its connection was cut. */
  readonly status: number | null;
  readonly assumptions: readonly string[];
}

/** A request as it is kept: what it says is worked out for those that somebody looks at. */
interface KeptRequest extends Pick<LoggedRequest, "sequence" | "service" | "method" | "path" | "headers"> {
  readonly query: URLSearchParams;
  readonly body: Buffer | undefined;
  readonly bodyLength: number;
  status: number | null;
  assumptions: readonly string[];
}

const keptRequests = 20_000;

/** The headers that say something about a request and nothing about a credential. */
const shownHeaders = [
  "accept",
  "content-type",
  "if-match",
  "if-none-match",
  "pragma",
  "user-agent",
  "x-adobe-flow-id",
  "x-api-key",
  "x-gw-ims-org-id",
  "x-request-id",
  "x-sandbox-name",
];

/** Bytes. Of longer bodies only the length is kept: the log is not to grow by what passes through. */
const longestBody = 64 * 1024;

/** Every request to the platform in the order of arrival; the oldest go when there are too many. */
export class RequestLog {
  private requests: KeptRequest[] = [];
  private lastSequence = 0;

  begin(service: string, request: IncomingRequest): Pick<KeptRequest, "status" | "assumptions"> {
    this.lastSequence += 1;
    const { method, path, query, body } = request;
    const bodyLength = body?.length ?? 0;
    const kept: KeptRequest = {
      sequence: this.lastSequence,
      service,
      method,
      path,
      query,
      headers: loggedHeaders(request.headers),
      body: bodyLength > longestBody ? undefined : body,
      bodyLength,
      status: null,
      assumptions: [],
    };
    this.requests.push(kept);
    if (this.requests.length > keptRequests * 1.1) {
      this.requests = this.requests.slice(-keptRequests);
    }
    return kept;
  }

  /** The oldest first. */
  all(): readonly LoggedRequest[] {
    return this.requests.map(logged);
  }

  /** The newest so many, the newest first. */
  newest(count: number): readonly LoggedRequest[] {
    return this.requests.slice(-count).reverse().map(logged);
  }

  clear(): void {
    this.requests = [];
    this.lastSequence = 0;
  }
}

function logged({ query, body, bodyLength, ...kept }: KeptRequest): LoggedRequest {
  const content =
    bodyLength > longestBody
      ? `(${bodyLength} bytes: too long for the log)`
      : loggedBody({ headers: kept.headers, body });
  return { ...kept, query: loggedQuery(query), body: content };
}

const mask = "***";
const secretName =
  /secret|password|passphrase|token|privatekey|credentials|connectionstring|sasuri|saskey$|accesskey$|^authkey/i;

/** The value with the members that are called like secrets masked. */
export function masked(value: Json): Json {
  if (isJsonArray(value)) {
    return value.map(masked);
  }
  if (!isJsonObject(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      secretName.test(name) && typeof inner === "string" ? mask : masked(inner),
    ]),
  );
}

function loggedHeaders(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  const logged: Record<string, string> = {};
  for (const name of shownHeaders) {
    const value = headers[name];
    if (value !== undefined) {
      logged[name] = String(value);
    }
  }
  return logged;
}

function loggedQuery(query: URLSearchParams): LoggedRequest["query"] {
  return Object.fromEntries(
    Object.entries(maskedQuery(query)).map(([name, values]) => [
      name,
      values.length === 1 ? (values[0] ?? "") : values,
    ]),
  );
}

/** All values of each parameter, those of secrets masked. */
export function maskedQuery(query: URLSearchParams): Readonly<Record<string, readonly string[]>> {
  const names = [...new Set(query.keys())];
  return Object.fromEntries(
    names.map((name) => [name, query.getAll(name).map((value) => (secretName.test(name) ? mask : value))]),
  );
}

/** The body as JSON, as the fields of a form, or as the beginning of its text; secrets masked. */
export function loggedBody(request: Pick<IncomingRequest, "headers" | "body">): Json {
  const body = request.body?.toString("utf8") ?? "";
  if (body === "") {
    return null;
  }
  if (request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) {
    return masked(Object.fromEntries(new URLSearchParams(body)) as JsonObject);
  }
  try {
    return masked(JSON.parse(body) as Json);
  } catch {
    return body.slice(0, 1000);
  }
}
