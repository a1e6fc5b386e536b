import type { IncomingHttpHeaders } from "node:http";
import type { Json, JsonObject } from "../json";
import type { AssumptionId, AssumptionValues } from "../ledger/assumptions";
import type { Partition, Store } from "../store/store";
import type { Sandbox } from "./organization";
import type { RateLimit } from "./rate-limits";

/** What a request is answered with. */
export interface Answer {
  readonly status: number;
  /** Sent as JSON; nothing when absent. */
  readonly body?: Json;
  /** Sent as HTML instead of a JSON body. */
  readonly html?: string;
  /** Sent as plain text instead of a JSON body. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Ends the handling of a request with an error answer; nothing that the request wrote stays. */
export class Problem extends Error {
  constructor(readonly answer: Answer) {
    super(`${answer.status} ${JSON.stringify(answer.body ?? null)}`);
  }
}

/** A request before it is known who sends it. */
export interface IncomingRequest {
  readonly method: string;
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | undefined;
}

/** Everything that the handling of a request may use. */
export interface Exchange {
  readonly request: IncomingRequest;
  readonly requestId: string;
  /** Epoch milliseconds; the same throughout one request. */
  readonly now: number;
  /** How many milliseconds old is what it reads; more than 0 only by a fault. */
  readonly lag: number;
  /** The address at which the server is reached, without a slash at the end. */
  readonly address: string;
  readonly store: Store;
  /** The value of a switch of the ledger; the answer will say that it rests on it. */
  assume<Id extends AssumptionId>(id: Id): AssumptionValues[Id];
  /** The value of a switch that says nothing about this answer. */
  setting<Id extends AssumptionId>(id: Id): AssumptionValues[Id];
  /** Counts this request against a limit; whether it is one too many. */
  exceeds(what: string, limit: RateLimit): boolean;
}

/** Who calls: from the token and the headers. */
export interface Caller {
  readonly clientId: string;
  readonly organization: string;
}

/** A request that passed the gateway, to a service whose objects do not live in sandboxes. */
export interface OrganizationCall extends Exchange {
  readonly caller: Caller;
}

/** A request that passed the gateway, to a service whose objects live in sandboxes. */
export interface SandboxCall extends OrganizationCall {
  readonly sandbox: Sandbox;
  readonly partition: Partition;
}

export interface Route<Call extends Exchange> {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the service's base path; `:name` is a parameter. */
  readonly path: string;
  handle(call: Call): Answer;
}

/** The errors that a service answers before any of its operations is reached. */
export interface ServiceRefusals {
  badRequest(exchange: Exchange, detail: string): Problem;
  sandboxMissing(exchange: Exchange): Problem;
  sandboxUnknown(exchange: Exchange, name: string): Problem;
}

interface ServiceBasics {
  readonly name: string;
  readonly basePath: string;
}

/** One of the platform's services: its routes, and what a caller must show to reach them. */
export type Service =
  | (ServiceBasics & { readonly access: "open"; readonly routes: readonly Route<Exchange>[] })
  | (ServiceBasics & { readonly access: "organization"; readonly routes: readonly Route<OrganizationCall>[] })
  | (ServiceBasics & {
      readonly access: "sandbox";
      readonly routes: readonly Route<SandboxCall>[];
      readonly refusals: ServiceRefusals;
    });

export function ok(body: Json, headers?: Readonly<Record<string, string>>): Answer {
  return headers === undefined ? { status: 200, body } : { status: 200, body, headers };
}

export function created(body: Json, location?: string): Answer {
  return location === undefined ? { status: 201, body } : { status: 201, body, headers: { location } };
}

export const noContent: Answer = { status: 204 };

/** The body that the platform's troubleshooting page shows for a request that a service refuses. */
export function genericProblem(
  status: number,
  title: string,
  detail: string,
  more: JsonObject = {},
): Problem {
  return new Problem({ status, body: { type: "/placeholder/type/uri", status, title, detail, ...more } });
}

/** A refusal in the gateway's own frame. */
export function gatewayProblem(status: number, code: string, message: string): Problem {
  return new Problem({ status, body: { error_code: code, message } });
}

/** A refusal of one request too many. */
export function tooManyRequests(retryAfterSeconds: number | undefined): Problem {
  const { answer } = gatewayProblem(429, "429", "Too many requests");
  return new Problem(
    retryAfterSeconds === undefined
      ? answer
      : { ...answer, headers: { "retry-after": String(retryAfterSeconds) } },
  );
}

/** A parameter of the path, which the route's own pattern guarantees. */
export function pathParameter(exchange: Exchange, name: string): string {
  return exchange.request.parameters[name] ?? "";
}
