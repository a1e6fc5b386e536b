import { Failure } from "../engine/failure.mjs";
import { openConnection } from "./connection.mjs";

/** @typedef {import("./connection.mjs").Connection} Connection */
/** @typedef {import("./connection.mjs").Reply} Reply */

/**
 * @typedef {object} Client
 * @property {string} url
 * @property {(method: string, path: string, body?: unknown, headers?: Record<string, string>) => Buffer} message
 *   a request with this client's credentials, as it goes over the wire
 * @property {(message: Buffer) => Promise<Reply>} send over the client's own connection
 * @property {() => void} close
 */

/**
 * @param {string} url
 * @returns {Promise<Client>}
 */
export async function connectClient(url) {
  const connection = await openConnection(url);
  const form = "grant_type=client_credentials&client_id=bench&client_secret=bench&scope=openid";
  const token = await connection.exchange(
    Buffer.from(
      `POST /ims/token/v3 HTTP/1.1\r\nhost: bench\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: ${form.length}\r\n\r\n${form}`,
    ),
  );
  const common = [
    "host: bench",
    `authorization: Bearer ${json(token).access_token}`,
    "x-api-key: bench",
    "x-gw-ims-org-id: BENCH@AdobeOrg",
    "x-sandbox-name: dev",
  ].join("\r\n");
  return {
    url,
    message: (method, path, body, headers = {}) => {
      const further = Object.entries(headers).map(([name, value]) => `\r\n${name}: ${value}`);
      const content = body === undefined ? "" : JSON.stringify(body);
      const described =
        body === undefined
          ? ""
          : `\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(content)}`;
      return Buffer.from(
        `${method} ${path} HTTP/1.1\r\n${common}${further.join("")}${described}\r\n\r\n${content}`,
      );
    },
    send: async (message) => accepted(await connection.exchange(message)),
    close: () => connection.close(),
  };
}

/**
 * A benchmark of refusals would be fast and mean nothing.
 * @param {Reply} reply
 */
export function accepted(reply) {
  if (reply.status >= 300) throw new Failure(`The emulator answered ${reply.status}: ${reply.body}`);
  return reply;
}

/**
 * @param {Reply} reply
 * @returns {Record<string, unknown>}
 */
export function json({ body }) {
  return JSON.parse(body.toString("utf8"));
}
