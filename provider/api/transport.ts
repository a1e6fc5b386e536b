import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import nodeFetch, { type RequestInit } from "node-fetch";
import { PACKAGE_VERSION } from "./version";

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Where less time is left than a request has. */
  readonly timeoutMilliseconds?: number;
}

/** An answer that was received to its end. */
export interface HttpAnswer {
  readonly kind: "answered";
  readonly status: number;
  readonly header: (name: string) => string | null;
  readonly text: string;
}

/** No answer, or not all of it. */
export interface TransportFailure {
  readonly kind: "failed";
  /** "no": certainly nothing reached the server. */
  readonly sent: "no" | "perhaps";
  /** Whether a second attempt may fare better. */
  readonly transient: boolean;
  /** The second half of a sentence: "the connection was refused". */
  readonly why: string;
  readonly cause: Error;
}

export type Exchange = HttpAnswer | TransportFailure;

/** One request and its answer. Bounded in time and size; never follows a redirect; never retries. */
export type Transport = (request: HttpRequest) => Promise<Exchange>;

/** The part of node-fetch that is used. */
export type FetchLike = (
  url: string,
  request: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: string;
    readonly redirect: "manual";
    readonly signal: AbortSignal;
    readonly size: number;
    readonly agent: (url: URL) => HttpAgent;
  },
) => Promise<{
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}>;

/** The cast is between two declarations of the same thing: node-fetch declares an AbortSignal of its own. */
const realFetch: FetchLike = (url, { signal, ...request }) =>
  nodeFetch(url, { ...request, signal: signal as RequestInit["signal"] });

export interface TransportOptions {
  /** The only origins that a request, and so a token, may go to. */
  readonly origins: readonly string[];
  readonly fetch?: FetchLike;
  /** For a request with its whole answer. Default 30 s. */
  readonly timeoutMilliseconds?: number;
  /** Of one answer's body, decompressed. Default 32 MB. */
  readonly bodyLimitBytes?: number;
}

/**
 * An idle connection is closed before the server does it: a request on a connection that the server is just closing fails in a
 * way that leaves open whether it arrived. Node's own servers, the emulator's among them, close after 5 s.
 */
const IDLE_CONNECTION_MILLISECONDS = 4_000;

const KEEP_ALIVE = { keepAlive: true, timeout: IDLE_CONNECTION_MILLISECONDS } as const;

export function createTransport(options: TransportOptions): Transport {
  const { fetch = realFetch, timeoutMilliseconds = 30_000, bodyLimitBytes = 32 * 1024 * 1024 } = options;
  const origins = new Set(options.origins);
  const httpAgent = new HttpAgent(KEEP_ALIVE);
  const httpsAgent = new HttpsAgent(KEEP_ALIVE);

  return async ({ method, url, headers, body, timeoutMilliseconds: left = timeoutMilliseconds }) => {
    if (!origins.has(url.origin)) {
      throw new Error(
        `A request to ${url.origin} was not sent: the settings name ${[...origins].join(" and ")} only.`,
      );
    }
    try {
      const response = await fetch(url.href, {
        method,
        headers: { "User-Agent": `pulumi-aep/${PACKAGE_VERSION}`, ...headers },
        ...(body === undefined ? {} : { body }),
        redirect: "manual",
        signal: AbortSignal.timeout(Math.ceil(Math.min(left, timeoutMilliseconds))),
        size: bodyLimitBytes,
        agent: ({ protocol }) => (protocol === "https:" ? httpsAgent : httpAgent),
      });
      const text = await response.text();
      return {
        kind: "answered",
        status: response.status,
        header: (name) => response.headers.get(name),
        text,
      };
    } catch (thrown) {
      const cause = thrown instanceof Error ? thrown : new Error(String(thrown));
      // A header or a URL that cannot be sent is a mistake of the caller, not a failure on the way.
      if (cause.name === "TypeError") throw cause;
      const time =
        left < timeoutMilliseconds
          ? `in the ${inSeconds(left)} that were left`
          : `within ${inSeconds(timeoutMilliseconds)}`;
      return { kind: "failed", ...explain(cause, url, time, bodyLimitBytes), cause };
    }
  };
}

type Explanation = Pick<TransportFailure, "sent" | "transient" | "why">;

/** Failures before the first byte of a request, by Node's error code. Every other one leaves open whether it arrived. */
const NEVER_SENT: Readonly<
  Record<string, { readonly transient: boolean; readonly why: (host: string) => string }>
> = {
  ECONNREFUSED: { transient: true, why: (host) => `nothing accepts connections at ${host}` },
  ENOTFOUND: { transient: true, why: (host) => `the host name of ${host} is not known` },
  EAI_AGAIN: { transient: true, why: (host) => `the host name of ${host} could not be looked up` },
};

/** Handshakes fail before a request is written (Node.js, "X509 certificate error codes"). */
const CERTIFICATE_FAULT =
  /^(ERR_TLS_CERT_ALTNAME_INVALID|ERR_SSL_WRONG_VERSION_NUMBER|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|HOSTNAME_MISMATCH|INVALID_CA)$/;

/** 0.3 s */
function inSeconds(milliseconds: number): string {
  return `${Math.ceil(milliseconds / 100) / 10} s`;
}

function explain(cause: Error, url: URL, time: string, bodyLimitBytes: number): Explanation {
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : "";
  const neverSent = NEVER_SENT[code];
  if (neverSent !== undefined) {
    return { sent: "no", transient: neverSent.transient, why: `${neverSent.why(url.host)} (${code})` };
  }
  if (CERTIFICATE_FAULT.test(code)) {
    return {
      sent: "no",
      transient: false,
      why: `no trusted TLS connection to ${url.host} could be made (${code})`,
    };
  }
  if (cause.name === "AbortError" || cause.name === "TimeoutError") {
    return { sent: "perhaps", transient: true, why: `${url.host} gave no complete answer ${time}` };
  }
  if ("type" in cause && cause.type === "max-size") {
    return {
      sent: "perhaps",
      transient: false,
      why: `the answer of ${url.host} is larger than ${bodyLimitBytes} bytes`,
    };
  }
  const suffix = code === "" ? cause.message : code;
  return { sent: "perhaps", transient: true, why: `the connection to ${url.host} broke (${suffix})` };
}
