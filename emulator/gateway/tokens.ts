import { randomBytes } from "node:crypto";

/** Seconds; Adobe's answer says 86399. */
export const tokenLifetimeSeconds = 86_399;

interface Token {
  readonly clientId: string;
  readonly issuedAt: number;
  readonly generation: number;
}

/** Access tokens that carry their client, so that they need no storage and survive a restart. */
export class Tokens {
  private generation = 0;

  issue(clientId: string, now: number): string {
    const token: Token = { clientId, issuedAt: now, generation: this.generation };
    const nonce = randomBytes(12).toString("base64url");
    return `${Buffer.from(JSON.stringify(token)).toString("base64url")}.${nonce}`;
  }

  /** The client of a valid token; `undefined` for an expired or a garbled one. */
  clientOf(token: string, now: number): string | undefined {
    const parsed = parse(token);
    const valid =
      parsed !== undefined &&
      parsed.generation === this.generation &&
      now < parsed.issuedAt + tokenLifetimeSeconds * 1000;
    return valid ? parsed.clientId : undefined;
  }

  /** Every token issued so far is no longer valid. */
  expireAll(): void {
    this.generation += 1;
  }
}

function parse(token: string): Token | undefined {
  try {
    const content: unknown = JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString("utf8"));
    return isToken(content) ? content : undefined;
  } catch {
    return undefined;
  }
}

function isToken(content: unknown): content is Token {
  return (
    typeof content === "object" &&
    content !== null &&
    "clientId" in content &&
    typeof content.clientId === "string" &&
    "issuedAt" in content &&
    typeof content.issuedAt === "number" &&
    "generation" in content &&
    typeof content.generation === "number"
  );
}
