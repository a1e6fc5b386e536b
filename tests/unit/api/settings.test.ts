import { locationOf, readSettings, type Settings, type SettingsResult } from "../../../provider/api/settings";
import { DEFAULT_SCOPES, SETTING_NAMES, SETTINGS } from "../../../provider/api/settings-table";

type Values = Readonly<Record<string, string>>;

const CONFIG = { "aep:orgId": "ORG@AdobeOrg", "aep:sandbox": "dev" };
const CREDENTIALS = { AEP_CLIENT_ID: "a", AEP_CLIENT_SECRET: "secret-a" };

function read(config: Values, environment: Values): SettingsResult {
  return readSettings((key) => config[key], environment);
}

function settings(config: Values, environment: Values): Settings {
  const result = read(config, environment);
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join("\n"));
  return result.settings;
}

function problems(config: Values, environment: Values): string {
  const result = read(config, environment);
  if (result.ok) throw new Error("no problem was found");
  return result.problems.map(({ setting, message }) => `${setting}: ${message}`).join("\n");
}

describe("where objects live", () => {
  test("takes Adobe's hosts by default and host, organization and sandbox from either source", () => {
    const fromConfig = settings(CONFIG, CREDENTIALS);
    const fromEnvironment = settings({}, { ...CREDENTIALS, AEP_ORG_ID: "ORG@AdobeOrg", AEP_SANDBOX: "dev" });
    expect(fromConfig).toEqual(fromEnvironment);
    expect(fromConfig).toEqual({
      platformUrl: "https://platform.adobe.io",
      imsUrl: "https://ims-na1.adobelogin.com",
      orgId: "ORG@AdobeOrg",
      sandbox: "dev",
      credentials: { clientId: "a", clientSecret: "secret-a", scopes: DEFAULT_SCOPES },
    });
    expect(locationOf(fromConfig)).toEqual({
      host: "platform.adobe.io",
      orgId: "ORG@AdobeOrg",
      sandbox: "dev",
    });
  });

  test.each<[string, Values, Values, string, string]>([
    [
      "endpoint for both",
      {},
      { AEP_ENDPOINT: "http://127.0.0.1:4010/" },
      "http://127.0.0.1:4010",
      "http://127.0.0.1:4010",
    ],
    [
      "own URL before endpoint",
      { "aep:endpoint": "http://localhost:1", "aep:imsUrl": "https://ims.example" },
      {},
      "http://localhost:1",
      "https://ims.example",
    ],
    [
      "platform alone",
      { "aep:platformUrl": "https://platform-stage.adobe.io" },
      {},
      "https://platform-stage.adobe.io",
      "https://ims-na1.adobelogin.com",
    ],
    [
      "agreeing sources",
      { "aep:endpoint": "http://[::1]:9" },
      { AEP_PLATFORM_URL: "http://[::1]:9/" },
      "http://[::1]:9",
      "http://[::1]:9",
    ],
  ])("URLs: %s", (_name, config, environment, platformUrl, imsUrl) => {
    expect(settings({ ...CONFIG, ...config }, { ...CREDENTIALS, ...environment })).toMatchObject({
      platformUrl,
      imsUrl,
    });
  });

  test("records the host without its port", () => {
    expect(locationOf(settings(CONFIG, { ...CREDENTIALS, AEP_ENDPOINT: "http://127.0.0.1:4010" })).host).toBe(
      "127.0.0.1",
    );
  });

  test.each<[string, Values, Values, string, string]>([
    ["sandbox", CONFIG, { AEP_SANDBOX: "stage" }, 'aep:sandbox = "dev"', 'AEP_SANDBOX = "stage"'],
    [
      "organization",
      CONFIG,
      { AEP_ORG_ID: "OTHER@AdobeOrg" },
      'aep:orgId = "ORG@AdobeOrg"',
      'AEP_ORG_ID = "OTHER@AdobeOrg"',
    ],
    [
      "host",
      { ...CONFIG, "aep:platformUrl": "https://platform.adobe.io" },
      { AEP_ENDPOINT: "http://127.0.0.1:1" },
      'aep:platformUrl = "https://platform.adobe.io"',
      'AEP_ENDPOINT = "http://127.0.0.1:1"',
    ],
  ])(
    "a %s that differs is a problem naming both and the way out",
    (_name, config, environment, left, right) => {
      const text = problems(config, { ...CREDENTIALS, ...environment });
      expect(text).toContain(left);
      expect(text).toContain(right);
      expect(text).toMatch(/pulumi config rm aep:\w+/);
      expect(text).toMatch(/unset AEP_\w+/);
    },
  );

  test("the values of an explicit provider win over the environment, which fills the rest", () => {
    const explicit = { "aep:explicit": "true", "aep:sandbox": "west", "aep:endpoint": "http://127.0.0.1:1" };
    const environment = {
      ...CREDENTIALS,
      AEP_ORG_ID: "ORG@AdobeOrg",
      AEP_SANDBOX: "east",
      AEP_ENDPOINT: "http://127.0.0.1:2",
    };
    expect(settings(explicit, environment)).toMatchObject({
      platformUrl: "http://127.0.0.1:1",
      orgId: "ORG@AdobeOrg",
      sandbox: "west",
    });
  });

  test("there is no default sandbox", () => {
    const text = problems({ "aep:orgId": "ORG@AdobeOrg" }, CREDENTIALS);
    expect(text).toBe(
      "aep:sandbox: aep:sandbox is not set: set AEP_SANDBOX or run `pulumi config set aep:sandbox <value>`.",
    );
  });

  test.each<[string, Values, RegExp]>([
    [
      "http beyond loopback",
      { AEP_ENDPOINT: "http://platform.adobe.io" },
      /aep:endpoint starts with http:.*use https/,
    ],
    ["a loopback look-alike", { AEP_ENDPOINT: "http://127.0.0.1.example.com" }, /use https/],
    ["a path", { AEP_PLATFORM_URL: "https://platform.adobe.io/data" }, /aep:platformUrl has a path/],
    ["a query", { AEP_PLATFORM_URL: "https://platform.adobe.io/?a=1" }, /has a path, query/],
    [
      "a password",
      { AEP_IMS_URL: "https://user:hunter22@ims.example" },
      /aep:imsUrl carries a user name or password/,
    ],
    ["no scheme", { AEP_ENDPOINT: "localhost:4010" }, /is not a URL/],
    ["an organization without its domain", { AEP_ORG_ID: "ORG" }, /"ORG", which is not an organization id/],
    ["a sandbox that would split a header", { AEP_SANDBOX: "dev\r\nx: y" }, /which is not a sandbox name/],
  ])("refuses %s", (_name, environment, message) => {
    const text = problems(
      {},
      { AEP_ORG_ID: "ORG@AdobeOrg", AEP_SANDBOX: "dev", ...CREDENTIALS, ...environment },
    );
    expect(text).toMatch(message);
    expect(text).not.toContain("hunter22");
    expect(text.split("\n").filter((line) => line.startsWith("aep:"))).toHaveLength(1);
  });
});

describe("credentials", () => {
  const B = { "aep:clientId": "b", "aep:clientSecret": "secret-b" };
  const EXPLICIT = { ...CONFIG, "aep:explicit": "true" };
  test.each<
    [string, Values, Values, Partial<Record<"clientId" | "clientSecret" | "accessToken" | "scopes", string>>]
  >([
    ["configuration alone", { ...CONFIG, ...B }, {}, { clientId: "b", clientSecret: "secret-b" }],
    [
      "environment before configuration, as a set",
      { ...CONFIG, ...B, "aep:scopes": "of-b" },
      CREDENTIALS,
      { clientId: "a", clientSecret: "secret-a", scopes: DEFAULT_SCOPES },
    ],
    [
      "environment names the client, configuration has its secret",
      { ...CONFIG, ...B, "aep:scopes": "of-b" },
      { AEP_CLIENT_ID: "b" },
      { clientId: "b", clientSecret: "secret-b", scopes: "of-b" },
    ],
    [
      "environment has the secret of the configured client",
      { ...CONFIG, "aep:clientId": "b" },
      { AEP_CLIENT_SECRET: "newer" },
      { clientId: "b", clientSecret: "newer" },
    ],
    [
      "a token in the environment wins over a configured secret",
      { ...CONFIG, ...B },
      { AEP_ACCESS_TOKEN: "token" },
      { clientId: "b", accessToken: "token" },
    ],
    [
      "a secret in the environment wins over a configured token",
      { ...CONFIG, "aep:accessToken": "stale" },
      CREDENTIALS,
      { clientId: "a", clientSecret: "secret-a" },
    ],
    [
      "a token wins over the secret beside it",
      CONFIG,
      { ...CREDENTIALS, AEP_ACCESS_TOKEN: "token" },
      { clientId: "a", accessToken: "token" },
    ],
    [
      "explicit provider's own",
      { ...EXPLICIT, ...B },
      CREDENTIALS,
      { clientId: "b", clientSecret: "secret-b" },
    ],
    [
      "explicit provider, rotated in the environment",
      { ...EXPLICIT, ...B },
      { AEP_CLIENT_ID: "b", AEP_CLIENT_SECRET: "rotated" },
      { clientId: "b", clientSecret: "rotated" },
    ],
    [
      "explicit provider, same client without a secret in the environment",
      { ...EXPLICIT, ...B },
      { AEP_CLIENT_ID: "b" },
      { clientId: "b", clientSecret: "secret-b" },
    ],
    [
      "explicit provider without credentials",
      EXPLICIT,
      CREDENTIALS,
      { clientId: "a", clientSecret: "secret-a" },
    ],
  ])("%s", (_name, config, environment, expected) => {
    const { credentials } = settings(config, environment);
    expect(credentials).toMatchObject(expected);
    expect("accessToken" in credentials).toBe(expected.accessToken !== undefined);
    expect("clientSecret" in credentials).toBe(expected.clientSecret !== undefined);
  });

  test.each<[string, Values, Values, RegExp]>([
    [
      "nothing at all",
      CONFIG,
      {},
      /aep:clientId is not set: set AEP_CLIENT_ID or run `pulumi config set aep:clientId <value>`/,
    ],
    [
      "nothing at all",
      CONFIG,
      {},
      /set AEP_CLIENT_SECRET or run `pulumi config set --secret aep:clientSecret <value>`, or set AEP_ACCESS_TOKEN/,
    ],
    [
      "the secret of another client",
      { ...CONFIG, ...B },
      { AEP_CLIENT_ID: "a" },
      /for the client a \(the secret or token that is set belongs to another client, b\)/,
    ],
    [
      "the same in an explicit provider",
      { ...EXPLICIT, "aep:clientId": "b" },
      CREDENTIALS,
      /for the client b .*another client, a.*give clientSecret to the aep.Provider/,
    ],
    ["a token without a client id", CONFIG, { AEP_ACCESS_TOKEN: "token" }, /aep:clientId is not set/],
    [
      "a token with its scheme",
      CONFIG,
      { AEP_CLIENT_ID: "a", AEP_ACCESS_TOKEN: "Bearer token" },
      /without "Bearer"/,
    ],
    [
      "blank values",
      { ...CONFIG, "aep:clientId": "  " },
      { AEP_CLIENT_SECRET: "" },
      /aep:clientId is not set/,
    ],
  ])("a problem: %s", (_name, config, environment, message) => {
    expect(problems(config, environment)).toMatch(message);
  });

  test("no problem quotes a secret", () => {
    const text = problems({ ...CONFIG, ...B }, { AEP_CLIENT_ID: "a", AEP_ACCESS_TOKEN: "Bearer canary" });
    expect(text).not.toMatch(/secret-b|canary/);
  });
});

test("the table of settings names every key and variable once", () => {
  const keys = SETTING_NAMES.map((name) => SETTINGS[name].configKey);
  const variables = SETTING_NAMES.map((name) => SETTINGS[name].environmentVariable);
  expect(keys).toEqual(SETTING_NAMES.map((name) => `aep:${name}`));
  expect(new Set(variables).size).toBe(SETTING_NAMES.length);
  expect(SETTING_NAMES.filter((name) => SETTINGS[name].secret)).toEqual(["clientSecret", "accessToken"]);
});
