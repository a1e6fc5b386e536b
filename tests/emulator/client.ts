import { once } from "node:events";
import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator/index";
import { newRecording } from "../support/recording";

export const organization = "EMULATOR@AdobeOrg";

/** An answer with its body read: JSON where it is JSON, else the text. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  /** What stands in the body below a chain of names and indexes; `undefined` where there is nothing. */
  at(...path: readonly (string | number)[]): unknown;
  /** The same, where it is a text; else the test fails. */
  text(...path: readonly (string | number)[]): string;
}

export interface RequestOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default `dev`. */
  readonly sandbox?: string;
}

/** A client of a running emulator, with a token of its own. */
export interface Client {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  send(method: string, path: string, options?: RequestOptions): Promise<Reply>;
  get(path: string, options?: RequestOptions): Promise<Reply>;
  post(path: string, body?: unknown, options?: RequestOptions): Promise<Reply>;
  put(path: string, body?: unknown, options?: RequestOptions): Promise<Reply>;
  patch(path: string, body: unknown, options?: RequestOptions): Promise<Reply>;
  delete(path: string, options?: RequestOptions): Promise<Reply>;
}

export const paths = {
  flow: "/data/foundation/flowservice",
  registry: "/data/foundation/schemaregistry",
  catalog: "/data/foundation/catalog",
  dataPrep: "/data/foundation/conversion",
  sandboxes: "/data/foundation/sandbox-management",
} as const;

/** Media types of the Schema Registry. */
export const accept = {
  list: { accept: "application/vnd.adobe.xed-id+json" },
  lookup: { accept: "application/vnd.adobe.xed+json; version=1" },
  full: { accept: "application/vnd.adobe.xed-full+json;version=1" },
} as const;

const agent = new Agent({ keepAlive: true });

/** Sends one request and reads the answer. Not by `fetch`, which takes three times as much of the processor. */
export async function request(
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body?: unknown,
): Promise<Reply> {
  const isText = typeof body === "string";
  const content = body === undefined || isText ? body : JSON.stringify(body);
  const sending = httpRequest(url, {
    agent,
    method,
    headers: {
      accept: "*/*",
      ...(body === undefined || isText ? {} : { "content-type": "application/json" }),
      ...(content === undefined ? {} : { "content-length": Buffer.byteLength(content) }),
      ...headers,
    },
    signal: AbortSignal.timeout(10_000),
  });
  sending.end(content);
  const [response]: IncomingMessage[] = await once(sending, "response");
  if (response === undefined) {
    throw new Error(`No answer to ${method} ${url}`);
  }
  const answered = await text(response);
  const headersOf = new Headers(
    Object.entries(response.headers).map(([name, value]): [string, string] => [name, String(value)]),
  );
  const isJson = headersOf.get("content-type")?.includes("json") ?? false;
  return reply(response.statusCode ?? 0, headersOf, isJson ? JSON.parse(answered) : answered);
}

function reply(status: number, headers: Headers, body: unknown): Reply {
  const at: Reply["at"] = (...path) =>
    path.reduce<unknown>(
      (value, step) =>
        typeof value === "object" && value !== null
          ? Object.entries(value).find(([name]) => name === String(step))?.[1]
          : undefined,
      body,
    );
  return {
    status,
    headers,
    body,
    at,
    text: (...path) => {
      const value = at(...path);
      if (typeof value !== "string") {
        throw new Error(`No text at ${path.join(".")} of ${status} ${JSON.stringify(body)}`);
      }
      return value;
    },
  };
}

/** Takes a token for a client id and returns a client that uses it. */
export async function connect(url: string, clientId = "tester"): Promise<Client> {
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: "hush",
    scope: "openid",
  });
  const token = await request(
    `${url}/ims/token/v3`,
    "POST",
    { "content-type": "application/x-www-form-urlencoded" },
    form.toString(),
  );
  const headers = {
    authorization: `Bearer ${token.text("access_token")}`,
    "x-api-key": clientId,
    "x-gw-ims-org-id": organization,
  };
  const send: Client["send"] = (method, path, { body, headers: more = {}, sandbox = "dev" } = {}) =>
    request(`${url}${path}`, method, { ...headers, "x-sandbox-name": sandbox, ...more }, body);
  return {
    url,
    headers,
    send,
    get: (path, options) => send("GET", path, options),
    post: (path, body, options) => send("POST", path, { ...options, body }),
    put: (path, body, options) => send("PUT", path, { ...options, body }),
    patch: (path, body, options) => send("PATCH", path, { ...options, body }),
    delete: (path, options) => send("DELETE", path, options),
  };
}

/** A clock that stands still until it is moved. */
export interface TestClock {
  now: number;
}

export interface Bench {
  readonly emulator: Emulator;
  readonly client: Client;
  readonly clock: TestClock;
}

/** An emulator on a free port with a clock of the test's own, and a client of it. */
export async function startBench(options: Partial<EmulatorOptions> = {}): Promise<Bench> {
  const clock: TestClock = { now: Date.parse("2026-11-22T10:00:00Z") };
  const record = newRecording();
  const emulator = await startEmulator({
    port: 0,
    clock: () => clock.now,
    ...(record === undefined ? {} : { record }),
    ...options,
  });
  return { emulator, client: await connect(emulator.url), clock };
}
