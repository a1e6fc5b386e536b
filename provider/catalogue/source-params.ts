import { SOURCES, type Source, type SourceName } from "./sources";

/** What a source connection says about what is read, as far as Adobe's source tutorials document it. */
export interface Reading {
  /** Without these nothing can be read. */
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Where only some values are taken. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** Of `data.format`. */
  readonly formats: readonly string[];
  /** Of `data.properties`, where only some values are taken. */
  readonly properties: Readonly<Record<string, readonly string[]>>;
}

const NONE = { required: [], optional: [], values: {}, formats: [], properties: {} } as const;
const DATA_TYPE = ["raw", "xdm"];

const FILES: Reading = {
  required: ["path"],
  optional: ["type", "recursive"],
  values: { type: ["file", "folder"] },
  formats: ["delimited", "json", "parquet"],
  properties: { compressionType: ["bzip2", "gzip", "deflate", "zipDeflate", "tarGzip", "tar"] },
};

const TABLES: Reading = { ...NONE, required: ["tableName"], optional: ["columns"], formats: ["tabular"] };

const STREAMS: { readonly [Name in SourceName]?: Reading } = {
  "amazon-kinesis": {
    ...NONE,
    required: ["stream"],
    optional: ["dataType", "reset"],
    values: { dataType: DATA_TYPE, reset: ["latest", "earliest"] },
  },
  "azure-event-hubs": {
    ...NONE,
    required: ["eventHubName"],
    optional: ["dataType", "reset", "consumerGroup"],
    values: { dataType: DATA_TYPE, reset: ["latest", "earliest"] },
  },
  "google-pubsub": {
    ...NONE,
    required: ["topicId", "subscriptionId"],
    optional: ["dataType"],
    values: { dataType: DATA_TYPE },
  },
  "snowflake-streaming": {
    ...NONE,
    required: ["tableName"],
    optional: ["timestampColumn", "backfill", "timezoneValue"],
  },
};

/** `undefined` for sources whose parameters are documented nowhere. */
export function readingOf(source: Source): Reading | undefined {
  if (source.flowSpec === "CloudStorageToAEP") return FILES;
  if (source.flowSpec === "CRMToAEP") return TABLES;
  return Object.entries(STREAMS).find(([name]) => SOURCES[name as SourceName] === source)?.[1];
}
