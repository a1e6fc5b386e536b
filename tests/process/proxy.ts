import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface ProxiedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly authorization: string;
  readonly body: string;
}

export interface ProxiedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A server between the provider and the emulator, which sees what the emulator's own log leaves out. */
export interface PlatformProxy {
  readonly url: string;
  /** Answers that the proxy gives itself; undefined: the emulator's. */
  answer(answer: (request: ProxiedRequest) => ProxiedAnswer | undefined): void;
  /** Every access token that passed, without repetition. */
  readonly tokens: ReadonlySet<string>;
  /** Requests for a token so far. */
  tokenRequests(): number;
  stop(): Promise<void>;
}

export async function startProxy(target: string): Promise<PlatformProxy> {
  const tokens = new Set<string>();
  let tokenRequests = 0;
  let own: (request: ProxiedRequest) => ProxiedAnswer | undefined = () => undefined;
  const server = createServer((request, response) => {
    const { method = "GET", url: path = "/" } = request;
    const { authorization = "" } = request.headers;
    const token = /^Bearer (.+)$/.exec(authorization)?.[1];
    if (token !== undefined) tokens.add(token);
    if (path.startsWith("/ims/token/")) tokenRequests += 1;
    forward(target, request)
      .then(({ body, send }) => own({ method, path, authorization, body }) ?? send())
      .then(({ status, headers, body }) => {
        response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
      })
      .catch((error: unknown) => response.writeHead(502).end(String(error)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    answer: (answer) => {
      own = answer;
    },
    tokens,
    tokenRequests: () => tokenRequests,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const HOP_BY_HOP = new Set(["connection", "content-length", "host", "keep-alive", "transfer-encoding"]);

/** Reads the request to its end. */
async function forward(
  target: string,
  request: IncomingMessage,
): Promise<{ readonly body: string; readonly send: () => Promise<ProxiedAnswer> }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const { method = "GET", url = "/" } = request;
  const headers = Object.entries(request.headers).flatMap(([name, value]) =>
    HOP_BY_HOP.has(name) || value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  const sent = Buffer.concat(chunks);
  const send = async () => {
    const body = chunks.length === 0 ? {} : { body: sent };
    const answer = await fetch(`${target}${url}`, {
      method,
      headers,
      ...body,
      signal: AbortSignal.timeout(20_000),
    });
    const contentType = answer.headers.get("content-type");
    const date = answer.headers.get("date");
    return {
      status: answer.status,
      headers: {
        ...(contentType !== null && { "content-type": contentType }),
        ...(date !== null && { date }),
      },
      body: await answer.text(),
    };
  };
  return { body: sent.toString("utf8"), send };
}
