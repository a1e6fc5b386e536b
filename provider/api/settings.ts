/** Where objects live: host without port, organisation, sandbox. Recorded with every object. */
export interface Location {
  readonly host: string;
  readonly orgId: string;
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
  /** What is wrong and the way out, in plain words. */
  readonly message: string;
}

export type SettingsResult =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export function locationOf(settings: Settings): Location {
  return { host: new URL(settings.platformUrl).hostname, orgId: settings.orgId, sandbox: settings.sandbox };
}
