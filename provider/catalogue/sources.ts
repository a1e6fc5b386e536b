import type { FlowSpecName } from "./flow-specs";

/**
 * Sources by name, as Adobe's source tutorials describe them. Ids are the same in every organization;
 * `connectionSpec: { id, version }` reaches every source that is not listed.
 */
export interface Source {
  readonly title: string;
  readonly connectionSpecId: string;
  /** The recipe that its dataflows run. */
  readonly flowSpec: FlowSpecName;
  /** Ways to sign in, by Adobe's name of the authentication spec. Absent: the source has no account. */
  readonly authentication?: Readonly<Record<string, Credentials>>;
  /** The provider of the source, where its tutorial sends it along. */
  readonly providerId?: string;
}

/** Parameters of one way to sign in. What is in neither list is treated as a secret. */
export interface Credentials {
  /** May be shown. */
  readonly plain: readonly string[];
  /** Must not be shown. */
  readonly secret: readonly string[];
  /** May be left out. */
  readonly optional?: readonly string[];
}

/** Sources built with the streaming SDK push to a flow's inlet. */
function webhook(title: string, connectionSpecId: string) {
  return {
    title,
    connectionSpecId,
    flowSpec: "GenericStreamingAEP",
    providerId: "521eee4d-8cbe-4906-bb48-fb6bd4450033",
  } as const;
}

function source<const Spec extends FlowSpecName>(
  title: string,
  connectionSpecId: string,
  flowSpec: Spec,
  authentication: Readonly<Record<string, Credentials>> = {},
) {
  return { title, connectionSpecId, flowSpec, authentication } as const;
}

const files = (title: string, id: string, authentication?: Readonly<Record<string, Credentials>>) =>
  source(title, id, "CloudStorageToAEP", authentication);
const tables = (title: string, id: string, authentication?: Readonly<Record<string, Credentials>>) =>
  source(title, id, "CRMToAEP", authentication);

const CATALOGUE = {
  // Streaming webhooks
  chatlio: webhook("Chatlio", "073127a3-26e3-496c-9d94-9f48fb93fba8"),
  customerio: webhook("Customer.io", "96479064-7b8a-4d69-b9ed-21c5683837ea"),
  lava: webhook("LAVA", "232dfabe-27aa-41c0-a7cf-9961661dc68b"),
  pendo: webhook("Pendo", "6ff5654f-19d5-427d-bd3e-c0ebc802389a"),

  // Streams
  "amazon-kinesis": source(
    "Amazon Kinesis",
    "86043421-563b-46ec-8e6c-e23184711bf6",
    "Stream data with optional transformation",
    { "Aws Kinesis authentication credentials": { plain: ["accessKeyId", "region"], secret: ["secretKey"] } },
  ),
  "azure-event-hubs": source(
    "Azure Event Hubs",
    "bf9f5905-92b7-48bf-bf20-455bc6b60a4e",
    "Stream data with optional transformation",
    {
      "Azure EventHub authentication credentials": { plain: ["sasKeyName", "namespace"], secret: ["sasKey"] },
    },
  ),
  "google-pubsub": source(
    "Google Pub/Sub",
    "70116022-a743-464a-bbfe-e226a7f8210c",
    "Stream data with optional transformation",
    { "Google PubSub authentication credentials": { plain: ["projectId"], secret: ["credentials"] } },
  ),
  "http-api": source("HTTP API", "bc7b00d6-623a-4dfc-9fdb-f1240aeadaeb", "Steam data with transformation", {
    "Streaming Connection": {
      plain: ["dataType", "sourceId", "name", "authenticationRequired"],
      secret: [],
      optional: ["sourceId", "name", "authenticationRequired"],
    },
  }),
  "snowflake-streaming": source(
    "Snowflake streaming",
    "51ae16c2-bdad-42fd-9fce-8d5dfddaf140",
    "Steam data with transformation",
    {
      "Basic Authentication for Snowflake": {
        plain: ["account", "database", "warehouse", "username", "schema", "role"],
        secret: ["password"],
        optional: ["schema", "role"],
      },
    },
  ),

  // Files
  "adls-gen2": files("Azure Data Lake Storage Gen2", "b3ba5556-48be-44b7-8b85-ff2b69b46dc4", {
    "Basic Authentication for adls-gen2": {
      plain: ["url", "servicePrincipalId", "tenant"],
      secret: ["servicePrincipalKey"],
    },
  }),
  "amazon-s3": files("Amazon S3", "ecadc60c-7455-4d87-84dc-2a0e293d997b", {
    "Access Key": { plain: ["s3AccessKey"], secret: ["s3SecretKey"] },
  }),
  "azure-blob": files("Azure Blob Storage", "4c10e202-c428-4796-9208-5f1f5732b1cf", {
    ConnectionString: { plain: [], secret: ["connectionString"] },
    SasURIAuthentication: { plain: [], secret: ["sasUri"] },
  }),
  "azure-file-storage": files("Azure File Storage", "be5ec48c-5b78-49d5-b8fa-7c89ec4569b8", {
    "Basic Authentication": { plain: ["host", "userId"], secret: ["password"] },
  }),
  "google-cloud-storage": files("Google Cloud Storage", "32e8f412-cdf7-464c-9885-78184cb113fd", {
    "Basic Authentication for google-cloud": { plain: ["accessKeyId"], secret: ["secretAccessKey"] },
  }),
  hdfs: files("HDFS", "54e221aa-d342-4707-bcff-7a4bceef0001"),
  "oracle-object-storage": files("Oracle Object Storage", "c85f9425-fb21-426c-ad0b-405e9bd8a46c"),
  sftp: files("SFTP", "b7bf2577-4520-42c9-bae9-cad01560f7bc", {
    "Basic Authentication for sftp": { plain: ["host", "userName"], secret: ["password"] },
    "SSH PublicKey Authentication for sftp": {
      plain: ["host", "userName"],
      secret: ["privateKeyContent", "passPhrase"],
      optional: ["passPhrase"],
    },
  }),

  // Tables
  "amazon-redshift": tables("Amazon Redshift", "3416976c-a9ca-4bba-901a-1f08f66978ff"),
  "apache-hive": tables("Apache Hive", "aac9bbd4-6c01-46ce-b47e-51c6f0f6db3f"),
  "apache-spark": tables("Apache Spark", "6a8d82bc-1caf-45d1-908d-cadabc9d63a6"),
  "azure-data-explorer": tables("Azure Data Explorer", "0479cc14-7651-4354-b233-7480606c2ac3"),
  "azure-synapse": tables("Azure Synapse Analytics", "a49bcc7d-8038-43af-b1e4-5a7a089a7d79"),
  "azure-table-storage": tables("Azure Table Storage", "ecde33f2-c56f-46cc-bdea-ad151c16cd69"),
  "google-bigquery": tables("Google BigQuery", "3c9b37f8-13a6-43d8-bad3-b863b941fedd", {
    "Basic Authentication": { plain: ["project", "clientId"], secret: ["clientSecret", "refreshToken"] },
  }),
  greenplum: tables("Greenplum", "37b6bf40-d318-4655-90be-5cd6f65d334b"),
  hubspot: tables("HubSpot", "cc6a4487-9e91-433e-a3a3-9cf6626c1806", {
    "Basic Authentication": { plain: ["clientId"], secret: ["clientSecret", "accessToken", "refreshToken"] },
  }),
  "ibm-db2": tables("IBM DB2", "09182899-b429-40c9-a15a-bf3ddbc8ced7"),
  mariadb: tables("MariaDB", "3000eb99-cd47-43f3-827c-43caf170f015"),
  "microsoft-dynamics": tables("Microsoft Dynamics", "38ad80fe-8b06-4938-94f4-d4ee80266b07", {
    "Basic Authentication for Dynamics-Online": { plain: ["serviceUri", "username"], secret: ["password"] },
    "Service Principal Key Based Authentication": {
      plain: ["serviceUri", "servicePrincipalId"],
      secret: ["servicePrincipalKey"],
    },
  }),
  mysql: tables("MySQL", "26d738e0-8963-47ea-aadf-c60de735468a", {
    "Connection String Based Authentication": { plain: [], secret: ["connectionString"] },
  }),
  "oracle-db": tables("Oracle Database", "d6b52d86-f0f8-475f-89d4-ce54c8527328"),
  postgresql: tables("PostgreSQL", "74a1c565-4e59-48d7-9d67-7c03b8a13137"),
  salesforce: tables("Salesforce", "cfc0fee1-7dc0-40ef-b73e-d8b134c436f5", {
    "Basic Authentication": {
      plain: ["environmentUrl", "username", "apiVersion"],
      secret: ["password", "securityToken"],
      optional: ["apiVersion"],
    },
    "OAuth2 Client Credential": {
      plain: ["environmentUrl", "clientId", "apiVersion"],
      secret: ["clientSecret"],
    },
    "OAuth2 JWT Token Credential": {
      plain: ["clientId", "instanceUrl"],
      secret: ["jwtToken", "clientSecret"],
    },
  }),
  "shopify-batch": tables("Shopify", "4f63aa36-bd48-4e33-bb83-49fbcd11c708"),
  "snowflake-batch": tables("Snowflake", "b2e08744-4f1a-40ce-af30-7abac3e23cf3", {
    "Basic Authentication for Snowflake": { plain: [], secret: ["connectionString"] },
  }),
  "sql-server": tables("Microsoft SQL Server", "1f372ff9-38a4-4492-96f5-b9a4e4bd00ec"),
} as const satisfies Record<string, Source>;

/** A source that can be named instead of giving its connection spec's id. */
export type SourceName = keyof typeof CATALOGUE;

export const SOURCES: Readonly<Record<SourceName, Source>> = CATALOGUE;

/** The source with this connection spec, where it is in the catalogue. */
export function sourceBySpec(connectionSpecId: string): Source | undefined {
  return Object.values(SOURCES).find((each) => each.connectionSpecId === connectionSpecId);
}

/** Where source flows land. Adobe fixes the id: Flow Service refuses any other (1307-400). */
export const DATA_LAKE_CONNECTION_SPEC_ID = "c604ff05-7f1a-43c0-8e18-33bf874cb11c";

/** The only source whose account has the inlet. */
export const HTTP_API_CONNECTION_SPEC_ID = SOURCES["http-api"].connectionSpecId;
