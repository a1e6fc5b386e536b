import type { z } from "zod";
import type { Location } from "./settings";

/**
 * What may be done when the outcome of a call is unknown.
 * - `read`: it has no effect; it is sent again.
 * - `repeatable`: a write whose repetition does no harm (DELETE); it is sent again.
 * - `once`: a write whose unknown outcome the caller must resolve (POST that creates, PATCH, PUT); it is never sent twice.
 */
export type Effect = "read" | "repeatable" | "once";

export interface Call<Answer> {
  /** For errors, with the object's name: `create the flow "Customer.io"`. */
  readonly attempt: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Already percent-encoded, from "/data/" on: "/data/foundation/flowservice/flows". */
  readonly path: string;
  /** Not yet encoded; an array repeats its key, undefined leaves it out. */
  readonly query?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  /** Beside those that every call carries: If-Match, Accept. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Default "application/json" when there is a body. */
  readonly contentType?: string;
  /** How the answer's body is read. Default "json"; as text it is not parsed. */
  readonly format?: "json" | "text";
  readonly effect: Effect;
  /** A refusal is quoted whole, redacted: AEP hands on what somebody else said, in words that are documented nowhere. */
  readonly quotesRefusal?: true;
  /** Awaited just before each request leaves; when it fails nothing is sent. */
  readonly beforeSending?: (time: ServerTime) => Promise<void>;
  /** What the parsed JSON body must look like; an empty body (204) is parsed as undefined. */
  readonly answer: z.ZodType<Answer>;
}

/** Now by AEP's clock, ms; `exact` is false while AEP has told none, and it is this computer's. */
export interface ServerTime {
  readonly now: number;
  readonly exact: boolean;
}

/** The only gate to AEP: nothing else in this package sends a request. */
export interface Client {
  readonly location: Location;
  readonly clientId: string;
  /**
   * Sends one call and parses its answer.
   * @throws ApiError when AEP refuses.
   * @throws UnknownOutcomeError when a write may have happened.
   * @throws UnreachableError when AEP could not be asked.
   * @throws UnexpectedAnswerError when the answer to a read is not what `call.answer` describes.
   * @throws ProductionGuardError when a write is aimed at a production sandbox that nobody allowed.
   */
  send<Answer>(call: Call<Answer>): Promise<Answer>;
  /** The tenant id without underscore ("extconndev"), fetched at most once a process. */
  tenantId(): Promise<string>;
  /** Now by the server's clock, in whole milliseconds; its second is exact, its milliseconds are not. The local clock until AEP answered once. */
  serverNow(): number;
  /** Whether AEP has answered once, so that `serverNow` is by its clock. */
  knowsServerTime(): boolean;
  /** Asks until there is an answer other than undefined, 0.2 s apart at first and 5 s at last; undefined when the time is over. */
  waitFor<T>(probe: () => Promise<T | undefined>, withinMilliseconds: number): Promise<T | undefined>;
  /**
   * What others do, as long as this work has time; it goes on for them. Both in words: `create the flow "Orders"`, "an equal
   * one was being created".
   * @throws OutOfTimeError when the time is over.
   */
  inTime<T>(others: Promise<T>, attempt: string, meanwhile: string): Promise<T>;
  /**
   * The same client, for work that has so much time altogether: nothing is begun later, retries and waiting included.
   * What AEP says of `secrets` is masked in errors, as credentials always are.
   */
  within(seconds: number, secrets?: readonly string[]): Client;
}
