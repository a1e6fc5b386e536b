import type { Interference, PassingCall, PlatformReply } from "./proxy";

/** One way in which one request can go wrong. */
export interface Fault {
  readonly name: string;
  readonly happen: (call: PassingCall) => Promise<void>;
  /** Requests that it makes sense for. Default: all. */
  readonly concerns?: (label: string) => boolean;
  /** The platform refuses for good: a typed failure is expected, and nothing else. */
  readonly refuses?: true;
  /** Lists lag behind by so much while it lasts. Milliseconds. */
  readonly listLag?: number;
}

/** Longer than any request of the exam takes, shorter than the provider's patience with one. */
const SLOW_MILLISECONDS = 700;
/** The provider waits 5 s for an object to appear in the lists (docs/recovery.md). */
export const LIST_LAG_MILLISECONDS = 4_000;

function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): PlatformReply {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    body: Buffer.from(JSON.stringify(body)),
  };
}

function html(status: number, title: string): PlatformReply {
  const body = Buffer.from(`<html><head><title>${title}</title></head><body>${title}</body></html>`);
  return { status, headers: { "content-type": "text/html" }, body };
}

const TOO_MANY = { error_code: "429050", message: "Too many requests" };
const TOKEN_REFUSED = { error_code: "401013", message: "Oauth token is not valid" };
const FORBIDDEN = { type: "about:blank", title: "Forbidden", status: 403, detail: "Permission denied" };

function before(answer: PlatformReply): Fault["happen"] {
  return (call) => call.reply(answer);
}

function after(answer: PlatformReply): Fault["happen"] {
  return async (call) => {
    await call.forward();
    await call.reply(answer);
  };
}

/** Failures of the service and the gateway, each before and after the request took effect. */
const failures: readonly Fault[] = [
  ["500", json(500, { title: "InternalServerError", status: 500 })] as const,
  ["502", html(502, "Bad Gateway")] as const,
  ["503", json(503, { title: "ServiceUnavailable", status: 503 })] as const,
  ["504", html(504, "Gateway Time-out")] as const,
].flatMap(([name, answer]) => [
  { name: `${name}-before`, happen: before(answer) },
  { name: `${name}-after`, happen: after(answer) },
]);

export const FAULTS: readonly Fault[] = [
  { name: "reset-before", happen: async (call) => call.cut() },
  {
    name: "reset-after",
    happen: async (call) => {
      await call.forward();
      call.cut();
    },
  },
  { name: "time-out-before", happen: (call) => call.hang() },
  {
    name: "time-out-after",
    happen: async (call) => {
      await call.forward();
      await call.hang();
    },
  },
  { name: "429", happen: before(json(429, TOO_MANY)) },
  { name: "429-retry-after", happen: before(json(429, TOO_MANY, { "retry-after": "1" })) },
  ...failures,
  { name: "truncated", happen: async (call) => call.cut(await call.forward()) },
  { name: "wrong-json", happen: after(json(200, { unexpected: true })) },
  { name: "html", happen: after(html(200, "Sign in to the network")) },
  { name: "401-once", happen: before(json(401, TOKEN_REFUSED)) },
  { name: "403", happen: before(json(403, FORBIDDEN)), refuses: true },
  {
    name: "list-lag",
    concerns: (label) => label.startsWith("POST ") && label !== "POST token",
    listLag: LIST_LAG_MILLISECONDS,
    happen: async (call) => {
      await call.forward();
      call.cut();
    },
  },
  {
    name: "slow",
    happen: async (call) => {
      const answer = await call.forward();
      await pausing(SLOW_MILLISECONDS);
      await call.reply(answer);
    },
  },
];

/** Lets one request go wrong: the n-th with this label from now on. */
export function onlyAt(label: string, nth: number, fault: Fault["happen"]): Interference {
  return (call) => (call.label === label && call.nth === nth ? fault(call) : undefined);
}

export function pausing(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
