/** One row of the documented configuration. */
export interface SettingRow {
  /** Key in the stack configuration, and in the inputs of an explicit provider. */
  readonly configKey: `aep:${string}`;
  readonly environmentVariable: `AEP_${string}`;
  /** Must be set with `pulumi config set --secret`. */
  readonly secret: boolean;
  /** What it is, and its default where it has one. */
  readonly description: string;
}

/** Every setting, in the order of the documentation. */
export const SETTING_NAMES = [
  "clientId",
  "clientSecret",
  "scopes",
  "accessToken",
  "orgId",
  "sandbox",
  "endpoint",
  "platformUrl",
  "imsUrl",
  "allowProduction",
] as const;

export type SettingName = (typeof SETTING_NAMES)[number];

/** Hosts of the production environment (`servers` of Adobe's specifications; Adobe's OAuth Server-to-Server guide). */
export const DEFAULT_PLATFORM_URL = "https://platform.adobe.io";
export const DEFAULT_IMS_URL = "https://ims-na1.adobelogin.com";

/** The scopes of Adobe's sample request for Experience Platform (OAuth Server-to-Server guide). */
export const DEFAULT_SCOPES =
  "openid,session,AdobeID,read_organizations,additional_info.projectedProductContext";

/** Marks the inputs of an explicit provider ("true"): they do not come from the stack, so they win over the environment. */
export const EXPLICIT_PROVIDER_KEY = "aep:explicit";

export const SETTINGS: Readonly<Record<SettingName, SettingRow>> = {
  clientId: {
    configKey: "aep:clientId",
    environmentVariable: "AEP_CLIENT_ID",
    secret: false,
    description:
      "Client id of the OAuth Server-to-Server credential (Adobe Developer Console). Sent as x-api-key, so it is needed beside an access token too.",
  },
  clientSecret: {
    configKey: "aep:clientSecret",
    environmentVariable: "AEP_CLIENT_SECRET",
    secret: true,
    description: "Client secret of that credential. Access tokens are fetched with it as needed.",
  },
  scopes: {
    configKey: "aep:scopes",
    environmentVariable: "AEP_SCOPES",
    secret: false,
    description: `Scopes to ask for, separated by commas. Default: ${DEFAULT_SCOPES}`,
  },
  accessToken: {
    configKey: "aep:accessToken",
    environmentVariable: "AEP_ACCESS_TOKEN",
    secret: true,
    description:
      "An access token to use as it is, instead of a client secret. It is never renewed (Adobe's live about 24 hours). Wins over a client secret given beside it.",
  },
  orgId: {
    configKey: "aep:orgId",
    environmentVariable: "AEP_ORG_ID",
    secret: false,
    description: 'Organization id, ending in "@AdobeOrg".',
  },
  sandbox: {
    configKey: "aep:sandbox",
    environmentVariable: "AEP_SANDBOX",
    secret: false,
    description: "Name of the sandbox. Required, no default: nothing lands in production by omission.",
  },
  endpoint: {
    configKey: "aep:endpoint",
    environmentVariable: "AEP_ENDPOINT",
    secret: false,
    description: "One URL for every service at once: the emulator's, for example http://127.0.0.1:4010.",
  },
  platformUrl: {
    configKey: "aep:platformUrl",
    environmentVariable: "AEP_PLATFORM_URL",
    secret: false,
    description: `URL of the platform's APIs. Default: the endpoint, else ${DEFAULT_PLATFORM_URL}`,
  },
  imsUrl: {
    configKey: "aep:imsUrl",
    environmentVariable: "AEP_IMS_URL",
    secret: false,
    description: `URL of Adobe's identity service, which issues tokens. Default: the endpoint, else ${DEFAULT_IMS_URL}`,
  },
  allowProduction: {
    configKey: "aep:allowProduction",
    environmentVariable: "AEP_ALLOW_PRODUCTION",
    secret: false,
    description:
      "Name of the one production sandbox that may be written to. Without it only development sandboxes are.",
  },
};
