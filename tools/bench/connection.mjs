import { connect } from "node:net";
import { Failure } from "../engine/failure.mjs";

/**
 * @typedef {object} Reply
 * @property {number} status
 * @property {string} head status line and headers
 * @property {Buffer} body
 */

/**
 * @typedef {object} Connection
 * @property {(message: Buffer) => Promise<Reply>} exchange sends one request and waits for its answer
 * @property {() => void} close
 */

const headEnd = Buffer.from("\r\n\r\n");
const answerMilliseconds = 30_000;

/**
 * One keep-alive connection, one request at a time. Node's own client costs more than the emulator's answer, and
 * would be what is measured.
 * @param {string} url
 * @returns {Promise<Connection>}
 */
export function openConnection(url) {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  /** @type {{ resolve: (reply: Reply) => void, reject: (error: Error) => void } | undefined} */
  let waiting;
  let received = Buffer.alloc(0);
  /** @param {Error} error */
  const fail = (error) => {
    const { reject } = waiting ?? {};
    waiting = undefined;
    reject?.(error);
  };
  socket.setTimeout(answerMilliseconds, () =>
    socket.destroy(new Failure(`The emulator did not answer within ${answerMilliseconds / 1000} s.`)),
  );
  socket.on("data", (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const reply = parse(received);
    if (reply === undefined || waiting === undefined) return;
    const { resolve } = waiting;
    waiting = undefined;
    received = Buffer.alloc(0);
    resolve(reply);
  });
  socket.on("error", fail);
  socket.on("close", () => fail(new Failure("The emulator cut the connection.")));
  /** @type {Connection} */
  const connection = {
    exchange: (message) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(message);
      }),
    close: () => socket.destroy(),
  };
  return new Promise((resolve, reject) => {
    socket.once("connect", () => resolve(connection));
    socket.once("error", reject);
  });
}

/**
 * @param {Buffer} bytes
 * @returns {Reply | undefined} undefined while the answer is not complete
 */
function parse(bytes) {
  const end = bytes.indexOf(headEnd);
  if (end < 0) return undefined;
  const head = bytes.toString("latin1", 0, end);
  const status = Number(head.slice(9, 12));
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
  const start = end + headEnd.length;
  return bytes.length < start + length
    ? undefined
    : { status, head, body: bytes.subarray(start, start + length) };
}
