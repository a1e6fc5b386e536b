import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";
import type { Call, Client } from "../../../provider/api/client";
import { type ClientDependencies, createClient } from "../../../provider/api/create-client";
import { Limiter } from "../../../provider/api/limiter";
import type { Settings } from "../../../provider/api/settings";

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** Answers the request itself, or leaves it to the platform. */
export type Handler = (request: Received, response: ServerResponse) => "handled" | "default";

export interface PlatformServer {
  readonly url: string;
  /** In the order of arrival. */
  readonly received: Received[];
  /** Requests to a path, the query aside. */
  count(path: string): number;
  close(): Promise<void>;
}

export const TOKEN_PATH = "/ims/token/v3";
export const SANDBOX_PATH = "/data/foundation/sandbox-management/sandboxes/dev";
export const SECRET = "canary-S3cret/+&value";

/** A server on loopback that issues tokens and knows a development sandbox; `handler` sees every request first. */
export async function startPlatform(handler: Handler = () => "default"): Promise<PlatformServer> {
  const received: Received[] = [];
  let tokens = 0;
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const { method = "", url = "", headers } = incoming;
      const request = { method, path: url, headers, body: Buffer.concat(chunks).toString("utf8") };
      received.push(request);
      if (handler(request, response) === "handled") return;
      if (url === TOKEN_PATH) {
        tokens++;
        json(response, 200, { access_token: `token-${tokens}`, token_type: "bearer", expires_in: 86_399 });
      } else if (url === SANDBOX_PATH) {
        json(response, 200, { name: "dev", type: "development", state: "active" });
      } else {
        json(response, 200, { ok: true });
      }
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  const platform: PlatformServer = {
    url: `http://127.0.0.1:${address.port}`,
    received,
    count: (path) => received.filter((request) => request.path.split("?")[0] === path).length,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
  return platform;
}

export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
) {
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

export function settingsFor(url: string, changes: Partial<Settings> = {}): Settings {
  return {
    platformUrl: url,
    imsUrl: url,
    orgId: "TEST@AdobeOrg",
    sandbox: "dev",
    credentials: { clientId: "client-1", clientSecret: SECRET, scopes: "openid" },
    ...changes,
  };
}

/** Time that passes only by sleeping; chance that by default takes the longest delay. */
export function fakeClock(random = 1) {
  const clock = {
    time: Date.UTC(2026, 0, 1),
    slept: [] as number[],
    now: () => clock.time,
    random: () => random,
    sleep: async (milliseconds: number) => {
      clock.slept.push(milliseconds);
      clock.time += milliseconds;
    },
  };
  return clock;
}

export function testClient(
  url: string,
  changes: Partial<Settings> = {},
  dependencies: ClientDependencies = {},
): Client {
  const { now, random, sleep } = { ...fakeClock(), ...dependencies };
  const limiter = new Limiter({ now, random, sleep });
  return createClient(settingsFor(url, changes), { limiter, ...dependencies, now, random, sleep });
}

export const FLOWS = "/data/foundation/flowservice/flows";

export const readFlows: Call<unknown> = {
  attempt: "list the flows",
  method: "GET",
  path: FLOWS,
  effect: "read",
  answer: z.unknown(),
};

export const createFlow: Call<unknown> = {
  attempt: 'create the flow "Customer.io"',
  method: "POST",
  path: FLOWS,
  body: { name: "Customer.io" },
  effect: "once",
  answer: z.object({ id: z.string() }),
};

export const deleteFlow: Call<unknown> = {
  attempt: 'delete the flow "Customer.io"',
  method: "DELETE",
  path: `${FLOWS}/1`,
  effect: "repeatable",
  answer: z.unknown(),
};

/** The error of a promise that must fail. */
export async function errorOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
    throw new Error(`not an Error: ${String(error)}`);
  }
  throw new Error("it did not fail");
}
