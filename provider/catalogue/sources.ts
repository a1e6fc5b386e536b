/**
 * Sources by name: facts that Adobe publishes per source, in its source tutorials.
 * Ids are the same in every organization; `connectionSpec: { id, version }` reaches every other source.
 */
export interface Source {
  readonly title: string;
  readonly connectionSpecId: string;
  /** The source provider that Adobe's tutorials send along. */
  readonly providerId?: string;
  /** Adobe's page on the source. */
  readonly documentation: string;
}

/** Sources built with the streaming SDK: they push to a flow's inlet and have no account. */
const STREAMING_PROVIDER = "521eee4d-8cbe-4906-bb48-fb6bd4450033";
const TUTORIALS =
  "https://experienceleague.adobe.com/en/docs/experience-platform/sources/api-tutorials/create";

const CATALOGUE = {
  chatlio: {
    title: "Chatlio",
    connectionSpecId: "073127a3-26e3-496c-9d94-9f48fb93fba8",
    providerId: STREAMING_PROVIDER,
    documentation: `${TUTORIALS}/customer-success/chatlio-webhook`,
  },
  customerio: {
    title: "Customer.io",
    connectionSpecId: "96479064-7b8a-4d69-b9ed-21c5683837ea",
    providerId: STREAMING_PROVIDER,
    documentation: `${TUTORIALS}/marketing-automation/customerio-webhook`,
  },
  lava: {
    title: "LAVA",
    connectionSpecId: "232dfabe-27aa-41c0-a7cf-9961661dc68b",
    providerId: STREAMING_PROVIDER,
    documentation: `${TUTORIALS}/loyalty/lava`,
  },
  pendo: {
    title: "Pendo",
    connectionSpecId: "6ff5654f-19d5-427d-bd3e-c0ebc802389a",
    providerId: STREAMING_PROVIDER,
    documentation: `${TUTORIALS}/analytics/pendo-webhook`,
  },
} as const satisfies Record<string, Source>;

/** A source that can be named instead of giving its connection spec's id. */
export type SourceName = keyof typeof CATALOGUE;

export const SOURCES: Readonly<Record<SourceName, Source>> = CATALOGUE;

/** Where source flows land. Adobe fixes the id: Flow Service refuses any other (1307-400). */
export const DATA_LAKE_CONNECTION_SPEC_ID = "c604ff05-7f1a-43c0-8e18-33bf874cb11c";
