import { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import type { FastifyReply } from "fastify";
import type { Answer } from "./service";

/** How an answer's body is spoilt on its way. */
export interface Spoiling {
  /** Over how long it is sent. */
  readonly slowBodyMilliseconds: number;
  /** Whether its second half is missing. */
  readonly truncated: boolean;
}

const unspoilt: Spoiling = { slowBodyMilliseconds: 0, truncated: false };

/** Sends an answer with what it rests on. */
export function sendAnswer(
  reply: FastifyReply,
  answer: Answer,
  requestId: string,
  assumptions: readonly string[],
  spoiling: Spoiling = unspoilt,
): void {
  reply.code(answer.status);
  reply.header("x-request-id", requestId);
  if (assumptions.length > 0) {
    reply.header("x-emulator-assumption", assumptions.join(","));
  }
  if (answer.html !== undefined) {
    reply.header("content-type", "text/html");
  } else if (answer.text !== undefined) {
    reply.header("content-type", "text/plain");
  } else if (answer.body !== undefined) {
    reply.header("content-type", "application/json");
  }
  reply.headers(answer.headers ?? {});
  const body =
    answer.html ?? answer.text ?? (answer.body === undefined ? undefined : JSON.stringify(answer.body));
  if (body === undefined) {
    reply.send();
    return;
  }
  const sent = spoiling.truncated ? body.slice(0, Math.floor(body.length / 2)) : body;
  reply.send(
    spoiling.slowBodyMilliseconds > 0 ? Readable.from(inBits(sent, spoiling.slowBodyMilliseconds)) : sent,
  );
}

const bits = 10;

async function* inBits(body: string, milliseconds: number): AsyncIterable<Buffer> {
  const bytes = Buffer.from(body);
  const length = Math.max(1, Math.ceil(bytes.length / bits));
  for (let at = 0; at < bytes.length; at += length) {
    await pause(milliseconds / bits, undefined, { ref: false });
    yield bytes.subarray(at, at + length);
  }
}

/** Takes the connection away from the server: it is cut, or stays without an answer until somebody closes it. */
export function withhold(reply: FastifyReply, how: "hang" | "cut"): FastifyReply {
  reply.hijack();
  if (how === "cut") {
    reply.raw.socket?.resetAndDestroy();
  }
  return reply;
}
