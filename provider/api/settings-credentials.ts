import type { Credentials } from "./settings";
import { howToSet, type Report, type Source, type Sources } from "./settings-source";
import { DEFAULT_SCOPES, SETTINGS } from "./settings-table";

/**
 * Completes one credential from two sources, never mixing the secret of one client with the id of another.
 * The environment comes first, because refresh and destroy otherwise use what the last up recorded. An explicit provider's own
 * credential comes first, unless the environment names the same client: then the environment's secret is the newer one.
 */
export function credentialsFrom(sources: Sources, report: Report): Credentials | undefined {
  const [first, second] = inOrder(sources);
  const sameClient =
    first.clientId === undefined || second.clientId === undefined || first.clientId === second.clientId;
  const completing: Source = sameClient ? second : {};
  const clientId = first.clientId ?? completing.clientId;
  const scopes = first.scopes ?? completing.scopes ?? DEFAULT_SCOPES;
  const proof = proofIn(first) ?? proofIn(completing);

  if (clientId === undefined) {
    report(
      SETTINGS.clientId,
      `aep:clientId is not set: ${howToSet(SETTINGS.clientId, sources.explicit)}.`,
      true,
    );
  } else if (!VISIBLE.test(clientId)) {
    report(
      SETTINGS.clientId,
      "aep:clientId contains spaces or characters that no client id has: copy it again.",
    );
  }
  if (proof === undefined) {
    const elsewhere =
      !sameClient && proofIn(second) !== undefined
        ? ` (the secret or token that is set belongs to another client, ${second.clientId})`
        : "";
    report(
      SETTINGS.clientSecret,
      `There is no client secret and no access token${clientId === undefined ? "" : ` for the client ${clientId}`}${elsewhere}: ` +
        `${howToSet(SETTINGS.clientSecret, sources.explicit)}, or set AEP_ACCESS_TOKEN.`,
      elsewhere === "",
    );
  } else if ("accessToken" in proof && !VISIBLE.test(proof.accessToken)) {
    report(
      SETTINGS.accessToken,
      'aep:accessToken contains spaces or characters that no token has: give the token alone, without "Bearer".',
    );
  }
  if (clientId === undefined || proof === undefined) return undefined;
  return "accessToken" in proof ? { clientId, ...proof } : { clientId, ...proof, scopes };
}

/** What a header may carry without being cut or split. */
const VISIBLE = /^[\x21-\x7e]+$/;

function inOrder({ explicit, config, environment }: Sources): readonly [first: Source, second: Source] {
  if (!explicit) return [environment, config];
  const rotated = config.clientId !== undefined && config.clientId === environment.clientId;
  return rotated ? [environment, config] : [config, environment];
}

function proofIn(
  source: Source,
): { readonly accessToken: string } | { readonly clientSecret: string } | undefined {
  if (source.accessToken !== undefined) return { accessToken: source.accessToken };
  if (source.clientSecret !== undefined) return { clientSecret: source.clientSecret };
  return undefined;
}
