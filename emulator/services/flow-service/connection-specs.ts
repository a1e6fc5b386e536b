import type { JsonObject } from "../../json";

/** How a connection spec wants its credentials: parameters that must be there, may be there, and are secret. */
export interface AuthSpec {
  readonly name: string;
  readonly required: readonly string[];
  readonly optional?: readonly string[];
  readonly secret: readonly string[];
}

/** A connection spec: what the emulator needs to know, from Adobe's source tutorials. */
export interface ConnectionSpec {
  readonly id: string;
  readonly name: string;
  readonly category: "streaming" | "cloudStorage" | "database" | "marketingAutomation" | "dataLake";
  readonly providerId: string;
  /** Whether a source connection has an account behind it; streaming SDK sources must not (1332). */
  readonly baseConnection: "forbidden" | "required" | "none";
  /** None where the tutorials do not name them; then any is taken. */
  readonly authSpecs?: readonly AuthSpec[];
}

export const streamingProvider = "521eee4d-8cbe-4906-bb48-fb6bd4450033";
export const batchProvider = "0ed90a81-07f4-4586-8190-b40eccef1c5a";
export const dataLakeSpecId = "c604ff05-7f1a-43c0-8e18-33bf874cb11c";
export const httpApiSpecId = "bc7b00d6-623a-4dfc-9fdb-f1240aeadaeb";

/** A source that pushes to the flow's inlet; no account. */
function pushSource(id: string, name: string): ConnectionSpec {
  return {
    id,
    name,
    category: "streaming",
    providerId: streamingProvider,
    baseConnection: "forbidden",
    authSpecs: [],
  };
}

function streamingAccount(id: string, name: string, ...authSpecs: readonly AuthSpec[]): ConnectionSpec {
  return {
    id,
    name,
    category: "streaming",
    providerId: streamingProvider,
    baseConnection: "required",
    authSpecs,
  };
}

function account(
  category: ConnectionSpec["category"],
  id: string,
  name: string,
  authSpecs?: readonly AuthSpec[],
): ConnectionSpec {
  const spec = { id, name, category, providerId: batchProvider, baseConnection: "required" } as const;
  return authSpecs === undefined ? spec : { ...spec, authSpecs };
}

/** `id` of the specs as printed in the tutorials; a `!` behind a parameter marks it secret, `?` optional. */
function auth(name: string, ...parameters: readonly string[]): AuthSpec {
  const bare = (parameter: string): string => parameter.replace(/[!?]/g, "");
  return {
    name,
    required: parameters.filter((parameter) => !parameter.includes("?")).map(bare),
    optional: parameters.filter((parameter) => parameter.includes("?")).map(bare),
    secret: parameters.filter((parameter) => parameter.includes("!")).map(bare),
  };
}

export const connectionSpecs: readonly ConnectionSpec[] = [
  pushSource("96479064-7b8a-4d69-b9ed-21c5683837ea", "customer-io"),
  pushSource("6ff5654f-19d5-427d-bd3e-c0ebc802389a", "pendo"),
  pushSource("073127a3-26e3-496c-9d94-9f48fb93fba8", "chatlio"),
  pushSource("232dfabe-27aa-41c0-a7cf-9961661dc68b", "lava"),
  pushSource("bdb5b792-451b-42de-acf8-15f3195821de", "streaming-sdk-template"),
  pushSource("e77fd9d2-22a8-11ed-861d-0242ac120002", "generic-streaming"),
  streamingAccount(
    httpApiSpecId,
    "Streaming Connection",
    auth("Streaming Connection", "dataType", "name?", "sourceId?", "authenticationRequired?"),
  ),
  streamingAccount(
    "86043421-563b-46ec-8e6c-e23184711bf6",
    "kinesis",
    auth("Aws Kinesis authentication credentials", "accessKeyId", "secretKey!", "region"),
  ),
  streamingAccount(
    "bf9f5905-92b7-48bf-bf20-455bc6b60a4e",
    "event-hub",
    auth("Azure EventHub authentication credentials", "sasKeyName", "sasKey!", "namespace"),
  ),
  streamingAccount(
    "70116022-a743-464a-bbfe-e226a7f8210c",
    "google-pubsub",
    auth("Google PubSub authentication credentials", "projectId", "credentials!"),
  ),
  streamingAccount(
    "51ae16c2-bdad-42fd-9fce-8d5dfddaf140",
    "snowflake-streaming",
    auth(
      "Basic Authentication for Snowflake",
      "account",
      "database",
      "warehouse",
      "username",
      "password!",
      "schema?",
      "role?",
    ),
  ),
  account("cloudStorage", "ecadc60c-7455-4d87-84dc-2a0e293d997b", "amazon-s3", [
    auth("Access Key", "s3AccessKey", "s3SecretKey!"),
  ]),
  account("cloudStorage", "4c10e202-c428-4796-9208-5f1f5732b1cf", "azure-blob", [
    auth("ConnectionString", "connectionString!"),
    auth("SasURIAuthentication", "sasUri!"),
  ]),
  account("cloudStorage", "b7bf2577-4520-42c9-bae9-cad01560f7bc", "sftp", [
    auth("Basic Authentication for sftp", "host", "userName", "password!"),
    auth("SSH PublicKey Authentication for sftp", "host", "userName", "privateKeyContent!", "passPhrase!?"),
  ]),
  account("cloudStorage", "32e8f412-cdf7-464c-9885-78184cb113fd", "google-cloud", [
    auth("Basic Authentication for google-cloud", "accessKeyId", "secretAccessKey!"),
  ]),
  account("cloudStorage", "b3ba5556-48be-44b7-8b85-ff2b69b46dc4", "adls-gen2", [
    auth("Basic Authentication for adls-gen2", "url", "servicePrincipalId", "servicePrincipalKey!", "tenant"),
  ]),
  account("cloudStorage", "be5ec48c-5b78-49d5-b8fa-7c89ec4569b8", "azure-file-storage", [
    auth("Basic Authentication", "host", "userId", "password!"),
  ]),
  account("cloudStorage", "54e221aa-d342-4707-bcff-7a4bceef0001", "hdfs"),
  account("cloudStorage", "c85f9425-fb21-426c-ad0b-405e9bd8a46c", "oracle-object-storage"),
  {
    id: "26f526f2-58f4-4712-961d-e41bf1ccc0e8",
    name: "landing-zone",
    category: "cloudStorage",
    providerId: batchProvider,
    baseConnection: "none",
    authSpecs: [],
  },
  account("database", "cfc0fee1-7dc0-40ef-b73e-d8b134c436f5", "salesforce", [
    auth("Basic Authentication", "environmentUrl?", "username", "password!", "securityToken!", "apiVersion?"),
    auth("OAuth2 Client Credential", "environmentUrl", "clientId", "clientSecret!", "apiVersion"),
    auth("OAuth2 JWT Token Credential", "jwtToken!", "clientId", "clientSecret!", "instanceUrl"),
  ]),
  account("database", "38ad80fe-8b06-4938-94f4-d4ee80266b07", "dynamics-online", [
    auth("Basic Authentication for Dynamics-Online", "serviceUri", "username", "password!"),
    auth(
      "Service Principal Key Based Authentication",
      "serviceUri",
      "servicePrincipalId",
      "servicePrincipalKey!",
    ),
  ]),
  account("database", "b2e08744-4f1a-40ce-af30-7abac3e23cf3", "snowflake", [
    auth("Basic Authentication for Snowflake", "connectionString!"),
  ]),
  account("marketingAutomation", "cc6a4487-9e91-433e-a3a3-9cf6626c1806", "hubspot", [
    auth("Basic Authentication", "clientId", "clientSecret!", "accessToken!", "refreshToken!"),
  ]),
  account("database", "4f63aa36-bd48-4e33-bb83-49fbcd11c708", "shopify", [
    auth("Basic Authentication", "host", "accessToken!"),
    auth("Access Token Based", "host", "accessToken!"),
  ]),
  account("database", "3c9b37f8-13a6-43d8-bad3-b863b941fedd", "google-big-query", [
    auth("Basic Authentication", "project", "clientId", "clientSecret!", "refreshToken!"),
  ]),
  account("database", "3416976c-a9ca-4bba-901a-1f08f66978ff", "amazon-redshift"),
  account("database", "a49bcc7d-8038-43af-b1e4-5a7a089a7d79", "azure-synapse-analytics"),
  account("database", "0479cc14-7651-4354-b233-7480606c2ac3", "azure-data-explorer"),
  account("database", "ecde33f2-c56f-46cc-bdea-ad151c16cd69", "azure-table-storage"),
  account("database", "aac9bbd4-6c01-46ce-b47e-51c6f0f6db3f", "hive"),
  account("database", "6a8d82bc-1caf-45d1-908d-cadabc9d63a6", "spark"),
  account("database", "37b6bf40-d318-4655-90be-5cd6f65d334b", "greenplum"),
  account("database", "09182899-b429-40c9-a15a-bf3ddbc8ced7", "ibm-db2"),
  account("database", "3000eb99-cd47-43f3-827c-43caf170f015", "mariadb"),
  account("database", "1f372ff9-38a4-4492-96f5-b9a4e4bd00ec", "sql-server"),
  account("database", "26d738e0-8963-47ea-aadf-c60de735468a", "mysql", [
    auth("Connection String Based Authentication", "connectionString!"),
  ]),
  account("database", "d6b52d86-f0f8-475f-89d4-ce54c8527328", "oracle"),
  account("database", "74a1c565-4e59-48d7-9d67-7c03b8a13137", "postgres"),
  account("marketingAutomation", "2e8580db-6489-4726-96de-e33f5f60295f", "mailchimp", [
    auth("Basic Authentication", "username", "password!", "authorizationTestUrl?", "host?"),
    auth("oAuth2RefreshCode", "accessToken!", "authorizationTestUrl?", "host?"),
  ]),
  account("marketingAutomation", "59a4b493-a615-40f9-bd38-f823d0909a2b", "sugarcrm", [
    auth("OAuth2 Refresh Code", "host", "username", "password!"),
  ]),
  account("marketingAutomation", "63d2b27b-69a5-45c9-a7fe-78148a25de3c", "sugarcrm-events"),
  account("marketingAutomation", "6360f136-5980-4111-8bdf-15d29eab3b5a", "capillary", [
    auth("OAuth generic-rest-connector", "clientId", "clientSecret!", "accessToken!"),
  ]),
  {
    id: dataLakeSpecId,
    name: "datalake",
    category: "dataLake",
    providerId: batchProvider,
    baseConnection: "none",
    authSpecs: [],
  },
];

const byId: ReadonlyMap<string, ConnectionSpec> = new Map(connectionSpecs.map((spec) => [spec.id, spec]));

export function connectionSpec(id: string): ConnectionSpec | undefined {
  return byId.get(id);
}

/** A connection spec as `GET /connectionSpecs` shows it. */
export function describeConnectionSpec(spec: ConnectionSpec): JsonObject {
  const isSource = spec.id !== dataLakeSpecId;
  return {
    id: spec.id,
    name: spec.name,
    providerId: spec.providerId,
    version: "1.0",
    authSpec: (spec.authSpecs ?? []).map(describeAuthSpec),
    [isSource ? "sourceSpec" : "targetSpec"]: {
      name: spec.name,
      type: spec.name,
      spec: { $schema: "http://json-schema.org/draft-07/schema#", type: "object", properties: {} },
      attributes: { uiAttributes: { isSource, category: spec.category } },
    },
    attributes: { category: spec.category, connectorName: spec.name, isSource },
    permissionsInfo: {
      view: [{ "@type": "lowLevel", name: "EnterpriseSource", permissions: ["read"] }],
      manage: [{ "@type": "lowLevel", name: "EnterpriseSource", permissions: ["write"] }],
    },
  };
}

function describeAuthSpec({ name, required, optional = [], secret }: AuthSpec): JsonObject {
  const properties = Object.fromEntries(
    [...required, ...optional].map((parameter) => [
      parameter,
      secret.includes(parameter) ? { type: "string", format: "password" } : { type: "string" },
    ]),
  );
  return {
    name,
    type: name,
    spec: { $schema: "http://json-schema.org/draft-07/schema#", type: "object", properties, required },
  };
}
