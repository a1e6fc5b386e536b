import { type Client, connect, paths } from "../emulator/client";
import { s3Account, s3Spec } from "../emulator/fidelity/flow-requests";
import * as tutorial from "../emulator/tutorial";
import type { EmulatorProcess } from "../support/emulator";

/** Two flows into one dataset, whose schema requires an e-mail address: a webhook's, and files'. */
export interface Dataflows {
  readonly webhook: string;
  readonly files: string;
  readonly filesSourceId: string;
  readonly mappingId: string;
  readonly mappingBody: unknown;
  readonly client: Client;
  /** Posts events to the webhook's inlet. */
  post(...events: readonly unknown[]): Promise<void>;
  /** Ends the webhook's run. */
  flush(): Promise<void>;
  /** Puts rows where the flow of files reads them. */
  give(...rows: readonly unknown[]): Promise<void>;
}

export const names = { webhook: "Streaming Dataflow for Customer.io", files: "Files, on demand" };

/** Lacks the e-mail address. */
export const badEvent = {
  ...tutorial.event,
  event_id: "BAD",
  data: { ...tutorial.event.data, identifiers: { id: "43", cio_id: "d9c106000002" } },
};

export async function makeDataflows(emulator: EmulatorProcess, sandbox = "dev"): Promise<Dataflows> {
  await emulator.control("PUT", "/settings", { assumptions: { inletDelayMilliseconds: 0 } });
  const client = await connect(emulator.url, "owner");
  const at = { sandbox };
  const make = async (path: string, body: unknown) => {
    const answer = await client.post(path, body, at);
    if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer;
  };
  const schemaId = await makeSchema(make);
  const dataset = await make(`${paths.catalog}/dataSets`, {
    name: "Customer.io events",
    schemaRef: { id: schemaId, contentType: "application/vnd.adobe.xed-full+json;version=1" },
  });
  const target = await make(
    `${paths.flow}/targetConnections`,
    tutorial.targetConnection(schemaId, dataset.text(0).replace("@/dataSets/", "")),
  );
  const mappingBody = tutorial.mappingSet(schemaId);
  const set = await make(`${paths.dataPrep}/mappingSets`, mappingBody);
  const flowOf = (sourceId: string) => tutorial.flow(sourceId, target.text("id"), set.text("id"));
  const options = { errorDiagnosticsEnabled: true };

  const source = await make(`${paths.flow}/sourceConnections`, tutorial.sourceConnection);
  const webhook = await make(`${paths.flow}/flows`, { ...flowOf(source.text("id")), options });

  const account = await make(`${paths.flow}/connections`, s3Account);
  const files = await make(`${paths.flow}/sourceConnections`, {
    name: "Files",
    connectionSpec: s3Spec,
    baseConnectionId: account.text("id"),
    data: { format: "json" },
    params: { path: "/acme/customers/", type: "folder" },
  });
  const filesFlow = await make(`${paths.flow}/flows`, {
    ...flowOf(files.text("id")),
    name: names.files,
    flowSpec: { id: "9753525b-82c7-4dce-8a9b-5ccfce2b9876", version: "1.0" },
    scheduleParams: { startTime: Math.ceil(Date.now() / 1000) + 365 * 86_400, frequency: "once" },
    options,
  });

  // Its inlet has come, and nothing changes by itself any more.
  await client.get(`${paths.flow}/flows/${webhook.text("id")}`, at);
  return {
    webhook: webhook.text("id"),
    files: filesFlow.text("id"),
    filesSourceId: files.text("id"),
    mappingId: set.text("id"),
    mappingBody,
    client,
    async post(...events) {
      const read = await client.get(`${paths.flow}/flows/${webhook.text("id")}`, at);
      const inlet = new URL(read.text("items", 0, "options", "inletUrl"));
      for (const event of events) await client.post(inlet.pathname, event);
    },
    async flush() {
      await emulator.control("POST", "/flush");
    },
    async give(...rows) {
      await emulator.control("POST", `/sources/${files.text("id")}/rows`, rows);
    },
  };
}

async function makeSchema(
  make: (path: string, body: unknown) => Promise<{ text(name: string): string }>,
): Promise<string> {
  const fields = tutorial.fieldGroup("Customer.io event");
  const { _extconndev: tenant } = fields.definitions.customFields.properties;
  const group = await make(`${paths.registry}/tenant/fieldgroups`, {
    ...fields,
    definitions: {
      customFields: {
        ...fields.definitions.customFields,
        properties: { _extconndev: { ...tenant, required: ["email"] } },
      },
    },
  });
  const schema = await make(
    `${paths.registry}/tenant/schemas`,
    tutorial.schema("Customer.io", group.text("$id")),
  );
  return schema.text("$id");
}
