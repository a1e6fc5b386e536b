import { once } from "node:events";
import { Agent, createServer, type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { collectionOf } from "../../support/requests";

/** What the platform answered. */
export interface PlatformReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** One request on its way, in the hands of whoever interferes. Each step is one moment at which something can fail. */
export interface PassingCall {
  /** `POST flows`, `GET flows/{id}` or, for lists, `GET flows`. */
  readonly label: string;
  /** Among the requests with this label since the counting began, from 1. */
  readonly nth: number;
  readonly request: {
    readonly method: string;
    /** With its query. */
    readonly path: string;
    readonly accept: string | undefined;
    readonly body: Promise<Buffer>;
  };
  /** Lets it take effect. */
  forward(): Promise<PlatformReply>;
  /** Resolves when the answer has been handed to the network. */
  reply(answer: PlatformReply): Promise<void>;
  /** Cuts the connection; after part of the answer, where one is given. */
  cut(part?: PlatformReply): void;
  /** No answer, until the caller gives up. */
  hang(): Promise<void>;
}

/** Decides about a request; undefined: it passes unharmed. */
export type Interference = (call: PassingCall) => Promise<void> | undefined;

/** Stands between a provider and the platform, sees every request and can make it fail at any moment. */
export interface FaultyPlatform {
  readonly url: string;
  /** Every request, also those from now on, goes by this. The count of each label begins anew. */
  interfere(interference: Interference): void;
  /** Labels of the requests since the counting began, in the order of arrival. */
  readonly calls: readonly string[];
  /** Waits until no request is under way. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

const LOOKUPS = new Set(["token", "sandbox", "stats"]);
const IDLE_STEP_MILLISECONDS = 5;
const IDLE_LIMIT_MILLISECONDS = 40_000;

/** Whether a request is one of those that are made once a process, whatever is done. */
export function isLookup(label: string): boolean {
  return LOOKUPS.has(label.split(" ")[1] ?? "");
}

export async function startFaultyPlatform(target: string): Promise<FaultyPlatform> {
  const agent = new Agent({ keepAlive: true });
  const counts = new Map<string, number>();
  let calls: string[] = [];
  let interference: Interference = () => undefined;
  let underWay = 0;

  const server = createServer((incoming, response) => {
    const label = labelOf(incoming);
    const nth = (counts.get(label) ?? 0) + 1;
    counts.set(label, nth);
    calls.push(label);
    underWay += 1;
    const left = new Promise<void>((resolve) => {
      response.once("close", () => resolve());
    });
    const whole = readWhole(incoming);
    const forwarded = whole.then((body) => () => forward(agent, target, incoming, body));
    const { method = "GET", url = "/" } = incoming;
    const call: PassingCall = {
      label,
      nth,
      request: { method, path: url, accept: incoming.headers.accept, body: whole },
      forward: async () => (await forwarded)(),
      reply: (answer) =>
        new Promise((resolve) => {
          // Also where the caller left before there was an answer.
          left.then(resolve);
          response.writeHead(answer.status, repliedHeaders(answer)).end(answer.body, () => resolve());
        }),
      cut: (part) => {
        if (part === undefined) {
          incoming.socket.destroy();
          return;
        }
        response.writeHead(part.status, repliedHeaders(part));
        response.write(part.body.subarray(0, Math.floor(part.body.length / 2)), () =>
          incoming.socket.destroy(),
        );
      },
      hang: () => left,
    };
    const pass = async () => call.reply(await call.forward());
    (interference(call) ?? pass())
      .catch(() => incoming.socket.destroy())
      .finally(() => {
        underWay -= 1;
      });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    interfere: (decide) => {
      interference = decide;
      counts.clear();
      calls = [];
    },
    get calls() {
      return calls;
    },
    async idle() {
      const deadline = Date.now() + IDLE_LIMIT_MILLISECONDS;
      while (underWay > 0) {
        if (Date.now() > deadline) throw new Error(`${underWay} requests are still under way.`);
        await new Promise((resolve) => setTimeout(resolve, IDLE_STEP_MILLISECONDS));
      }
    },
    async stop() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function labelOf({ method = "GET", url = "/" }: IncomingMessage): string {
  const { pathname } = new URL(url, "http://platform");
  const collection = collectionOf({ path: pathname });
  const last = decodeURIComponent(pathname.split("/").at(-1) ?? "");
  const isWhole = last === collection || ["token", "sandbox", "stats"].includes(collection);
  return `${method} ${collection}${isWhole ? "" : "/{id}"}`;
}

async function readWhole(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function forward(
  agent: Agent,
  target: string,
  incoming: IncomingMessage,
  body: Buffer,
): Promise<PlatformReply> {
  return new Promise((resolve, reject) => {
    const { connection: _hop, "transfer-encoding": _coding, ...headers } = incoming.headers;
    const outgoing = request(new URL(incoming.url ?? "/", target), {
      agent,
      method: incoming.method,
      headers: { ...headers, "content-length": String(body.length) },
    });
    outgoing.once("error", reject);
    outgoing.once("response", (response) => {
      readWhole(response).then(
        (answer) => resolve({ status: response.statusCode ?? 502, headers: response.headers, body: answer }),
        reject,
      );
    });
    outgoing.end(body);
  });
}

function repliedHeaders({ headers, body }: PlatformReply): IncomingHttpHeaders {
  const { connection: _hop, "transfer-encoding": _coding, "keep-alive": _keep, ...kept } = headers;
  return { ...kept, "content-length": String(body.length) };
}
