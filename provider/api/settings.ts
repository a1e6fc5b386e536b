import { credentialsFrom } from "./settings-credentials";
import { howToSet, type Report, type Source, type Sources, sourceOf } from "./settings-source";
import {
  DEFAULT_IMS_URL,
  DEFAULT_PLATFORM_URL,
  EXPLICIT_PROVIDER_KEY,
  SETTINGS,
  type SettingName,
  type SettingRow,
} from "./settings-table";

/** Where an object lives, recorded with it. A stack made in one place refuses to be pointed at another one. */
export interface Location {
  /** Name of the host, without its port. */
  readonly host: string;
  /** Organization id, ending in `@AdobeOrg`. */
  readonly orgId: string;
  /** Name of the sandbox. */
  readonly sandbox: string;
}

/** Either a secret from which tokens are made as needed, or one token that lives until it expires. */
export type Credentials = { readonly clientId: string } & (
  | { readonly clientSecret: string; readonly scopes: string }
  | { readonly accessToken: string }
);

export interface Settings {
  /** An origin: "https://platform.adobe.io". */
  readonly platformUrl: string;
  /** An origin: "https://ims-na1.adobelogin.com". */
  readonly imsUrl: string;
  readonly orgId: string;
  readonly sandbox: string;
  readonly credentials: Credentials;
  /** The name of the one production sandbox that may be written to. */
  readonly allowProduction?: string;
}

export interface Problem {
  /** The setting's configuration key: "aep:sandbox". */
  readonly setting: string;
  /** What is wrong and the way out, in one plain sentence. */
  readonly message: string;
  /** It is simply not there. */
  readonly missing: boolean;
}

export type SettingsResult =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly Problem[] };

interface Found {
  readonly row: SettingRow;
  readonly value: string;
}

/**
 * Reads the settings of one provider. Pure; never throws.
 * - Host, organization, sandbox: the stack's configuration, then the environment; two that differ are a problem, because a
 *   refresh against another place would find none of the stack's objects. An explicit provider's own values win instead.
 * - Credentials: see {@link credentialsFrom}.
 * @param config values by full Pulumi key ("aep:clientId")
 * @param environment process.env
 */
export function readSettings(
  config: (key: string) => string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): SettingsResult {
  const sources: Sources = {
    explicit: config(EXPLICIT_PROVIDER_KEY) === "true",
    config: sourceOf((row) => config(row.configKey)),
    environment: sourceOf((row) => environment[row.environmentVariable]),
  };
  const problems: Problem[] = [];
  const report: Report = (row, message, missing = false) =>
    problems.push({ setting: row.configKey, message, missing });

  const platformUrl = urlFrom(["platformUrl", "endpoint"], sources, report) ?? DEFAULT_PLATFORM_URL;
  const imsUrl = urlFrom(["imsUrl", "endpoint"], sources, report) ?? DEFAULT_IMS_URL;
  const orgId = required("orgId", sources, report);
  const sandbox = required("sandbox", sources, report);
  const allowProduction = placed(["allowProduction"], sources, report)?.value;
  const credentials = credentialsFrom(sources, report);

  if (orgId === undefined || sandbox === undefined || credentials === undefined || problems.length > 0) {
    return { ok: false, problems: withoutRepetition(problems) };
  }
  const settings = { platformUrl, imsUrl, orgId, sandbox, credentials };
  return { ok: true, settings: allowProduction === undefined ? settings : { ...settings, allowProduction } };
}

export function locationOf(settings: Settings): Location {
  return { host: new URL(settings.platformUrl).hostname, orgId: settings.orgId, sandbox: settings.sandbox };
}

/** All problems as one text; settings that are simply missing are named in one sentence. */
export function describeProblems(problems: readonly Problem[]): string {
  const missing = problems.filter((problem) => problem.missing);
  if (missing.length < 2) return problems.map(({ message }) => message).join("\n");
  const rows = Object.values(SETTINGS).filter(({ configKey }) =>
    missing.some(({ setting }) => setting === configKey),
  );
  const variables = rows.map(({ environmentVariable }) =>
    environmentVariable === "AEP_CLIENT_SECRET"
      ? "AEP_CLIENT_SECRET (or AEP_ACCESS_TOKEN)"
      : environmentVariable,
  );
  const keys = rows.map(({ configKey, secret }) => (secret ? `--secret ${configKey}` : configKey));
  const sentence =
    `AEP is not configured: set ${listed(variables)}, ` +
    `or run \`pulumi config set <key> <value>\` for ${listed(keys)}.`;
  return [sentence, ...problems.filter((problem) => !problem.missing).map(({ message }) => message)].join(
    "\n",
  );
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** The first of `names` that a source has: the specific URL before the endpoint for all services. */
function found(names: readonly SettingName[], source: Source): Found | undefined {
  for (const name of names) {
    const value = source[name];
    if (value !== undefined) return { row: SETTINGS[name], value };
  }
  return undefined;
}

/** A setting that says where objects live. */
function placed(
  names: readonly SettingName[],
  sources: Sources,
  report: Report,
  canonical: (found: Found) => string = ({ value }) => value,
): Found | undefined {
  const configured = found(names, sources.config);
  const exported = found(names, sources.environment);
  if (
    !sources.explicit &&
    configured !== undefined &&
    exported !== undefined &&
    canonical(configured) !== canonical(exported)
  ) {
    report(
      configured.row,
      `The stack's configuration says ${configured.row.configKey} = "${canonical(configured)}", but the environment says ` +
        `${exported.row.environmentVariable} = "${canonical(exported)}": remove one of them ` +
        `(\`pulumi config rm ${configured.row.configKey}\` or \`unset ${exported.row.environmentVariable}\`).`,
    );
  }
  return configured ?? exported;
}

/** Adobe's names: a sandbox "cannot contain any spaces or special characters", all lower case (sandbox.yaml). */
const FORMS = {
  orgId: {
    form: /^[\w.-]+@AdobeOrg$/,
    description: 'an organization id such as "1234567890ABCDEF@AdobeOrg"',
  },
  sandbox: { form: /^[a-z0-9][a-z0-9_-]*$/, description: 'a sandbox name: lower-case letters, digits, "-"' },
} as const;

function required(name: "orgId" | "sandbox", sources: Sources, report: Report): string | undefined {
  const row = SETTINGS[name];
  const setting = placed([name], sources, report);
  if (setting === undefined) {
    report(row, `${row.configKey} is not set: ${howToSet(row, sources.explicit)}.`, true);
    return undefined;
  }
  const { form, description } = FORMS[name];
  if (!form.test(setting.value)) {
    report(
      row,
      `${row.configKey} is "${setting.value}", which is not ${description}: ${howToSet(row, sources.explicit)}.`,
    );
  }
  return setting.value;
}

function urlFrom(names: readonly SettingName[], sources: Sources, report: Report): string | undefined {
  const setting = placed(names, sources, report, ({ value }) => originOf(value)?.origin ?? value);
  if (setting === undefined) return undefined;
  const checked = originOf(setting.value);
  if (checked === undefined) {
    report(
      setting.row,
      `${setting.row.configKey} is not a URL: it must look like https://platform.adobe.io or http://127.0.0.1:4010.`,
    );
    return undefined;
  }
  if (checked.fault !== undefined) report(setting.row, `${setting.row.configKey} ${checked.fault}.`);
  return checked.origin;
}

/** The URL itself is not quoted in a fault: it may carry a password. */
function originOf(text: string): { readonly origin: string; readonly fault?: string } | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const { origin } = url;
  if (origin === "null") return undefined; // "localhost:4010" parses as a URL of the scheme "localhost"
  if (url.username !== "" || url.password !== "") {
    return {
      origin,
      fault: "carries a user name or password: give the bare URL, credentials have settings of their own",
    };
  }
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    return {
      origin,
      fault: `starts with ${url.protocol}//: use https://, because tokens travel there (http:// is for 127.0.0.1 and localhost only)`,
    };
  }
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "") {
    return {
      origin,
      fault: `has a path, query or fragment: give ${origin} alone, paths are added by the client`,
    };
  }
  return { origin };
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** The endpoint is read for two URLs, but wrong only once. */
function withoutRepetition(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter(
    (problem, index) => problems.findIndex((other) => other.message === problem.message) === index,
  );
}
