import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import type { Client } from "../../api/client";
import { listFlowService } from "../../api/flow-service-list";
import { redactor } from "../../api/redact";
import { findSandbox, listSandboxes } from "../../api/sandboxes";
import type { Settings } from "../../api/settings";
import { SETTINGS } from "../../api/settings-table";
import { requestToken } from "../../api/token-request";
import { createTransport } from "../../api/transport";
import { duration } from "../text";
import { attempt, type Finding, failed, ok, skipped, warning } from "./finding";

/** Tokens are judged by the time of their issue; farther off, they are refused before they begin or after they end. */
const LARGEST_CLOCK_DIFFERENCE_MILLISECONDS = 60_000;

const SANDBOX = "sandbox";
const NOT_ASKED = "was not asked: see above.";

/** Token, sandbox, services and clock, each only when what it needs is there. */
export async function checkAccess(settings: Settings, client: Client): Promise<readonly Finding[]> {
  const token = await attempt("token", () => checkToken(settings));
  const withoutServices = SERVICES.map(({ check }) => skipped(check, NOT_ASKED));
  if (token.outcome === "failed") return [token, skipped(SANDBOX, NOT_ASKED), ...withoutServices];
  let type: string | undefined;
  let isThere = true;
  const sandbox = await attempt(SANDBOX, async () => {
    const found = await findSandbox(
      client.send,
      settings.sandbox,
      `look for the sandbox "${settings.sandbox}"`,
    );
    type = found?.type;
    isThere = found !== undefined;
    return found === undefined ? noSandbox(settings, client) : ok(SANDBOX, describe(settings, type));
  });
  if (!isThere) return [token, sandbox, ...withoutServices, checkClock(client)];
  const services = await Promise.all(
    SERVICES.map(({ check, look }) =>
      attempt(check, async () => ok(check, `may be read${await look(client)}`)),
    ),
  );
  return [token, sandbox, ...services, ...checkWriting(settings, sandbox, type), checkClock(client)];
}

async function checkToken({ imsUrl, credentials }: Settings): Promise<Finding> {
  if ("accessToken" in credentials) {
    return ok("token", `is given (${SETTINGS.accessToken.environmentVariable}); it is never renewed.`);
  }
  const { lifeMilliseconds } = await requestToken(imsUrl, credentials, {
    transport: createTransport({ origins: [imsUrl] }),
    clock: { now: Date.now, sleep: wait, random: Math.random },
    redact: redactor([credentials.clientSecret]),
  });
  return ok("token", `was issued for the client ${credentials.clientId}, for ${duration(lifeMilliseconds)}.`);
}

function describe({ orgId, sandbox }: Settings, type = "unknown"): string {
  return `${orgId}, "${sandbox}", of the type ${type}`;
}

async function noSandbox({ sandbox, orgId }: Settings, client: Client): Promise<Finding> {
  const names = (await listSandboxes(client.send)).map(({ name }) => `"${name}"`);
  const others =
    names.length === 0
      ? "It has access to none: give its product profile one (Admin Console)."
      : `It has access to ${names.join(", ")}: set ${SETTINGS.sandbox.environmentVariable} or ${SETTINGS.sandbox.configKey}.`;
  return failed(SANDBOX, `This client has no access to a sandbox "${sandbox}" in ${orgId}. ${others}`);
}

interface Service {
  readonly check: string;
  /** Reads something small; what it tells. */
  readonly look: (client: Client) => Promise<string>;
}

/** What dataflows are made of. */
const SERVICES: readonly Service[] = [
  { check: "Schema Registry", look: async (client) => `; the tenant is ${await client.tenantId()}` },
  { check: "Catalog", look: small("/data/foundation/catalog/dataSets", { limit: 1 }) },
  { check: "Data Prep", look: small("/data/foundation/conversion/mappingSets", { limit: 1, start: 0 }) },
  {
    check: "Flow Service",
    look: async (client) => {
      const item = z.unknown();
      await listFlowService(client, { attempt: "list a flow", collection: "flows", item, most: 1 });
      return "";
    },
  },
];

function small(path: string, query: Readonly<Record<string, number>>): Service["look"] {
  return async (client) => {
    const attempt = `read ${path}`;
    await client.send({ attempt, method: "GET", path, query, effect: "read", answer: z.unknown() });
    return "";
  };
}

/** What keeps this package from writing, and what it cannot know before it writes. */
function checkWriting(
  { sandbox, allowProduction }: Settings,
  { outcome }: Finding,
  type: string | undefined,
): Finding[] {
  if (outcome !== "ok") return [skipped(GUARD, NOT_ASKED), skipped(WRITE_PERMISSION, NOT_ASKED)];
  const { configKey, environmentVariable } = SETTINGS.allowProduction;
  if (type !== "development" && allowProduction !== sandbox) {
    const way = `\`pulumi config set ${configKey} ${sandbox}\`, or ${environmentVariable}=${sandbox}`;
    return [
      warning(
        GUARD,
        `refuses every write, because the sandbox is not one for development. To allow it by name: ${way}.`,
      ),
      WRITING_UNTESTED,
    ];
  }
  return [ok(GUARD, "lets writes to this sandbox through."), WRITING_UNTESTED];
}

const GUARD = "production guard";
const WRITE_PERMISSION = "write permission";

/** None of the services that dataflows use tells what a client may write, other than by refusing it. */
const WRITING_UNTESTED = skipped(
  WRITE_PERMISSION,
  "was NOT tested: these services show it only when something is written, and doctor never writes. The role of the credential needs " +
    "manage permissions for schemas, datasets, identity namespaces and sources (Experience Platform, Permissions, Roles). " +
    "Where one is missing, the first pulumi up fails with 403 and names it.",
);

function checkClock(client: Client): Finding {
  const difference = Math.abs(client.serverNow() - Date.now());
  return difference > LARGEST_CLOCK_DIFFERENCE_MILLISECONDS
    ? warning(
        "clock",
        `differs from AEP's by ${duration(difference)}: set it (by NTP), or tokens are refused.`,
      )
    : ok("clock", `agrees with AEP's to ${Math.ceil(difference / 1000)} s`);
}
