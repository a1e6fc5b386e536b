import { spawn } from "node:child_process";
import path from "node:path";
import { z } from "zod";
import { endProcess, firstLine } from "./child";
import { newRecording } from "./recording";
import { repositoryRoot } from "./repository";

const answerMilliseconds = 20_000;
const organization = "EMULATOR@AdobeOrg";
const sandbox = "dev";

const loggedRequest = z.object({
  service: z.string(),
  method: z.string(),
  path: z.string(),
  query: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  /** Names in lower case; no credentials. */
  headers: z.record(z.string(), z.string()),
  body: z.unknown(),
  /** null: there was no answer. */
  status: z.number().nullable(),
  assumptions: z.array(z.string()),
});

/** A request to the platform, from the emulator's log. */
export type LoggedRequest = z.infer<typeof loggedRequest>;

const requestLog = z.object({ requests: z.array(loggedRequest) });

/** What the platform answered to another user. */
export interface PlatformAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed, where it is JSON; else the text. */
  readonly body: unknown;
}

export interface PlatformRequest {
  readonly method?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: dev. */
  readonly sandbox?: string;
}

/** Calls the platform as somebody else than the program under test: who edits behind its back. */
export type PlatformUser = (path: string, request?: PlatformRequest) => Promise<PlatformAnswer>;

export interface EmulatorProcess {
  readonly url: string;
  /** The AEP settings of a program that talks to this emulator. */
  readonly environment: Readonly<Record<string, string>>;
  /** Every request to the platform since the start or the last clearing, tokens included; not those of {@link asOther}. */
  requests(): Promise<LoggedRequest[]>;
  clearRequests(): Promise<void>;
  /** All objects, by organization and sandbox. */
  state(): Promise<unknown>;
  /** The rows of a dataset. */
  rows(datasetId: string): Promise<unknown[]>;
  /** Calls a control endpoint: `control("PUT", "/settings", { assumptions: { … } })`. Fails on an error answer. */
  control(method: "GET" | "PUT" | "POST" | "DELETE", path: string, body?: unknown): Promise<unknown>;
  /** A user of the same organization with a client id and a token of their own. */
  asOther(clientId: string): Promise<PlatformUser>;
  /** Ends it as a user would. */
  stop(): Promise<void>;
  /** Ends it as a power failure would. */
  kill(): Promise<void>;
}

/**
 * Starts the built emulator as a process of its own on a free port.
 * @param options data: its folder, default: in memory; args: further arguments of its command line
 */
export async function startEmulatorProcess(
  options: { data?: string; args?: readonly string[] } = {},
): Promise<EmulatorProcess> {
  const launcher = path.join(repositoryRoot, "emulator", "bin", "aep-emulator.js");
  const folder = options.data === undefined ? [] : ["--data", options.data];
  const recording = newRecording();
  const record = recording === undefined ? [] : ["--record", recording];
  const fixed = ["--port", "0", ...folder, ...record];
  const child = spawn(process.execPath, [launcher, ...fixed, ...(options.args ?? [])], {
    cwd: repositoryRoot,
    stdio: ["ignore", "pipe", "pipe"],
  });
  return emulatorAt(await firstLine(child, "The emulator"), {
    stop: () => endProcess(child, "SIGTERM"),
    kill: () => endProcess(child, "SIGKILL"),
  });
}

/** An emulator that runs, wherever it does. */
export function emulatorAt(
  url: string,
  { stop, kill }: Pick<EmulatorProcess, "stop" | "kill">,
): EmulatorProcess {
  const others = new Set<string>();

  async function control(method: string, controlPath: string, body?: unknown): Promise<unknown> {
    const answer = await send(`${url}/_emulator${controlPath}`, method, {}, body);
    if (answer.status >= 300) {
      throw new Error(`${method} /_emulator${controlPath}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    return answer.body;
  }

  return {
    url,
    environment: {
      AEP_ENDPOINT: url,
      AEP_CLIENT_ID: "program-under-test",
      AEP_CLIENT_SECRET: "secret-of-the-program-under-test",
      AEP_ORG_ID: organization,
      AEP_SANDBOX: sandbox,
    },
    requests: async () => {
      const { requests } = requestLog.parse(await control("GET", "/requests"));
      return requests.filter((request) => !others.has(clientOf(request)));
    },
    clearRequests: async () => {
      await control("DELETE", "/requests");
    },
    state: () => control("GET", "/state"),
    rows: async (datasetId) => {
      const answer = await control("GET", `/datasets/${encodeURIComponent(datasetId)}/rows`);
      return z.object({ rows: z.array(z.unknown()) }).parse(answer).rows;
    },
    control,
    asOther: (clientId) => {
      others.add(clientId);
      return signIn(url, clientId);
    },
    stop,
    kill,
  };
}

/** A user of the organization with a token of their own. */
export async function signIn(url: string, clientId: string): Promise<PlatformUser> {
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: "secret-of-another-user",
    scope: "openid",
  });
  const signal = AbortSignal.timeout(answerMilliseconds);
  const response = await fetch(`${url}/ims/token/v3`, { method: "POST", body: form, signal });
  const { access_token: token } = z.object({ access_token: z.string() }).parse(await response.json());
  return (platformPath, request = {}) =>
    send(
      url + platformPath,
      request.method ?? "GET",
      {
        authorization: `Bearer ${token}`,
        "x-api-key": clientId,
        "x-gw-ims-org-id": organization,
        "x-sandbox-name": request.sandbox ?? sandbox,
        ...request.headers,
      },
      request.body,
    );
}

/** The client that made a request: named by the key header, or in the form of a token request. */
function clientOf({ headers, body }: LoggedRequest): string {
  const form = z.object({ client_id: z.string() }).safeParse(body);
  return headers["x-api-key"] ?? (form.success ? form.data.client_id : "");
}

async function send(
  address: string,
  method: string,
  headers: Record<string, string>,
  body: unknown,
): Promise<PlatformAnswer> {
  const response = await fetch(address, {
    method,
    headers: body === undefined ? headers : { "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(answerMilliseconds),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: parseIfJson(text) };
}

function parseIfJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
