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

/** Every request to the platform in the order of arrival; the oldest go when there are too many. */
export class RequestLog {
  private requests: LoggedRequest[] = [];
  private lastSequence = 0;

  begin(service: string, request: IncomingRequest): LoggedRequest {
    this.lastSequence += 1;
    const logged: LoggedRequest = {
      sequence: this.lastSequence,
      service,
      method: request.method,
      path: request.path,
      query: loggedQuery(request.query),
      headers: loggedHeaders(request.headers),
      body: loggedBody(request),
      status: null,
      assumptions: [],
    };
    this.requests.push(logged);
    if (this.requests.length > keptRequests * 1.1) {
      this.requests = this.requests.slice(-keptRequests);
    }
    return logged;
  }

  all(): readonly LoggedRequest[] {
    return this.requests;
  }

  clear(): void {
    this.requests = [];
    this.lastSequence = 0;
  }
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
  return Object.fromEntries(
    shownHeaders.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, String(value)]];
    }),
  );
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
