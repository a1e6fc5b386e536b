import { type Bench, paths, type Reply, request } from "../client";
import {
  event,
  fieldGroup,
  flow,
  makeDataset,
  makePipeline,
  mappingSet,
  schema,
  sourceConnection,
  targetConnection,
} from "../tutorial";
import { batchFlow, s3Spec } from "./flow-provocations";

/** Does something whose outcome hangs on a switch, and says what came of it. */
export interface SwitchProbe {
  /** The values to try instead of the default, where they are no closed list. */
  readonly values?: readonly unknown[];
  observe(bench: Bench): Promise<unknown>;
}

const { flow: fs, registry, catalog, dataPrep } = paths;
const rename = [{ op: "replace", path: "/name", value: "x" }];
const ifMatch = (etag: string) => ({ headers: { "if-match": etag } });
const status = async (reply: Promise<Reply>): Promise<unknown> => {
  const { status: found, at } = await reply;
  return `${found} ${at("type") ?? at("error_code") ?? ""}`;
};
const probe = (observe: SwitchProbe["observe"], ...values: readonly unknown[]): SwitchProbe =>
  values.length === 0 ? { observe } : { observe, values };

const item = async (bench: Bench, path: string) => (await bench.client.get(path)).at("items", 0);
const flowPath = async (bench: Bench) => `${fs}/flows/${(await makePipeline(bench.client)).flowId}`;

async function patchFlow(bench: Bench, operations: unknown): Promise<unknown> {
  const { flowId, flowEtag } = await makePipeline(bench.client);
  return status(bench.client.patch(`${fs}/flows/${flowId}`, operations, ifMatch(flowEtag)));
}

async function changedFlow(bench: Bench, change: object): Promise<Reply> {
  const { sourceId, targetId, mappingId } = await makePipeline(bench.client);
  return bench.client.post(`${fs}/flows`, { ...flow(sourceId, targetId, mappingId), ...change });
}

const account = (bench: Bench, query = "") =>
  bench.client.post(`${fs}/connections${query}`, {
    name: "S3",
    connectionSpec: s3Spec,
    auth: { specName: "Access Key", params: { s3AccessKey: "a", s3SecretKey: "b" } },
  });

const files = (bench: Bench, baseConnectionId: string) =>
  bench.client.post(`${fs}/sourceConnections?mode=draft`, {
    name: "Files",
    connectionSpec: s3Spec,
    baseConnectionId,
    data: { format: "json" },
  });

async function inlet(bench: Bench) {
  const { flowId, ...pipeline } = await makePipeline(bench.client);
  bench.clock.now += 1000;
  const read = await bench.client.get(`${fs}/flows/${flowId}`);
  return { ...pipeline, flowId, path: new URL(read.text("items", 0, "options", "inletUrl")).pathname };
}

const rowCount = async (bench: Bench, datasetId: string) =>
  ((await bench.client.get(`/_emulator/datasets/${datasetId}/rows`)).at("rows") as unknown[]).length;

const states = async (bench: Bench) =>
  ((await bench.client.get(`${fs}/runs`)).at("items") as { state: string }[]).map(({ state }) => state);

const soon = (bench: Bench): number => bench.clock.now / 1000 + 60;

async function batch(bench: Bench, scheduleParams: object, rows: readonly unknown[] = []) {
  const made = await batchFlow(bench, { startTime: soon(bench), ...scheduleParams });
  const id = made.text("id");
  const read = await bench.client.get(`${fs}/flows/${id}`);
  if (rows.length > 0) {
    await bench.client.post(
      `/_emulator/sources/${read.text("items", 0, "sourceConnectionIds", 0)}/rows`,
      rows,
    );
  }
  return id;
}

const patched = (bench: Bench, made: Reply, path: string, operations: unknown = rename) =>
  bench.client.patch(`${path}/${made.text("id")}`, operations, ifMatch(made.text("etag")));

const dataset = (bench: Bench, body: object) => bench.client.post(`${catalog}/dataSets`, body);

const withHeader = (bench: Bench, changed: Readonly<Record<string, string>>, dropped = "") =>
  request(
    `${bench.client.url}${fs}/flows`,
    "GET",
    Object.fromEntries(
      Object.entries({ ...bench.client.headers, "x-sandbox-name": "dev", ...changed }).filter(
        ([name]) => name !== dropped,
      ),
    ),
  );

/** For every switch with more than one value that is not one of the expression language. */
export const switchProbes: Readonly<Record<string, SwitchProbe>> = {
  apiKeyOfAnotherClient: probe((bench) => status(withHeader(bench, { "x-api-key": "another" }))),
  clientOrganizations: probe(
    (bench) => status(withHeader(bench, {})),
    { tester: "OTHER@AdobeOrg" },
    { a: "b" },
  ),
  requestsPerMinute: probe(async (bench) => {
    await withHeader(bench, {});
    return status(withHeader(bench, {}));
  }, 1),
  tokenErrorStatus: probe(async ({ client }) => {
    const form = { "content-type": "application/x-www-form-urlencoded" };
    return status(
      request(`${client.url}/ims/token/v3`, "POST", form, "grant_type=client_credentials&client_id=a"),
    );
  }),
  sandboxHeaderMissing: probe((bench) => status(withHeader(bench, {}, "x-sandbox-name"))),
  notFoundStatus: probe(({ client }) => status(client.get(`${fs}/flows/none`))),
  etagFormat: probe(async ({ client }) =>
    (await client.post(`${fs}/sourceConnections`, sourceConnection))
      .text("etag")
      .includes("-0000-0200-0000-"),
  ),
  ifMatchUnquoted: probe(async (bench) => {
    const made = await bench.client.post(`${fs}/sourceConnections`, sourceConnection);
    const etag = made.text("etag").replaceAll('"', "");
    return status(bench.client.patch(`${fs}/sourceConnections/${made.text("id")}`, rename, ifMatch(etag)));
  }),
  inletDelayMilliseconds: probe(
    async (bench) => {
      const path = await flowPath(bench);
      bench.clock.now += 1500;
      return Object.keys(((await item(bench, path)) as { options?: object }).options ?? {});
    },
    "never",
    5000,
  ),
  etagMovesAfterCreate: probe(
    async (bench) => {
      const { flowId, flowEtag } = await makePipeline(bench.client);
      const at = async (milliseconds: number) => {
        bench.clock.now += milliseconds;
        const etag = (await bench.client.get(`${fs}/flows/${flowId}`)).text("items", 0, "etag");
        return etag === flowEtag;
      };
      return [await at(500), await at(1000), await at(5000)];
    },
    "never",
    5000,
  ),
  connectionEtagMovesAfterCreate: probe(async (bench) => {
    const made = await account(bench);
    bench.clock.now += 1000;
    const read = await bench.client.get(`${fs}/connections/${made.text("id")}`);
    return read.text("items", 0, "etag") === made.text("etag");
  }, 500),
  transitionMilliseconds: probe(
    async (bench) => {
      const path = await flowPath(bench);
      await bench.client.post(`${path}/action?op=disable`);
      return item(bench, path).then((read) => (read as { state: string }).state);
    },
    1000,
    "never",
  ),
  patchAnswer: probe(async (bench) => {
    const made = await bench.client.post(`${fs}/sourceConnections`, sourceConnection);
    const answer = await patched(bench, made, `${fs}/sourceConnections`);
    return answer.at("items") === undefined;
  }),
  patchOfComputedField: probe((bench) =>
    patchFlow(bench, [{ op: "replace", path: "/createdAt", value: 1 }, ...rename]),
  ),
  patchOfFlowReferences: probe((bench) =>
    patchFlow(bench, [{ op: "replace", path: "/flowSpec/version", value: "2.0" }]),
  ),
  patchOfState: probe((bench) => patchFlow(bench, [{ op: "replace", path: "/state", value: "disabled" }])),
  sourceConnectionInUse: probe(async ({ client }) =>
    status(client.delete(`${fs}/sourceConnections/${(await makePipeline(client)).sourceId}`)),
  ),
  baseConnectionInUseBy: probe(async (bench) => {
    const base = (await account(bench)).text("id");
    await files(bench, base);
    return status(bench.client.delete(`${fs}/connections/${base}`));
  }),
  draftOrder: probe(async (bench) => {
    const source = await files(bench, (await account(bench, "?mode=draft")).text("id"));
    return status(bench.client.post(`${fs}/sourceConnections/${source.text("id")}/action?op=publish`));
  }),
  mappingCheck: probe(async (bench) =>
    status(
      changedFlow(bench, {
        transformations: [{ name: "Mapping", params: { mappingId: "none", mappingVersion: 0 } }],
      }),
    ),
  ),
  targetDatasetUnknown: probe(({ client }) =>
    status(client.post(`${fs}/targetConnections`, targetConnection("https://ns.adobe.com/x", "none"))),
  ),
  runsOfDeletedFlow: probe(async (bench) => {
    const { path, flowId } = await inlet(bench);
    await bench.client.post(path, event);
    await bench.client.delete(`${fs}/flows/${flowId}`);
    return states(bench);
  }),
  runStatusSpelling: probe(async (bench) => {
    await bench.client.post((await inlet(bench)).path, event);
    return states(bench);
  }),
  emptyBatchRuns: probe(async (bench) => {
    await batch(bench, { frequency: "once" });
    bench.clock.now += 60_000;
    return states(bench);
  }),
  batchRunMilliseconds: probe(
    async (bench) => {
      await batch(bench, { frequency: "once" });
      bench.clock.now += 60_000;
      return states(bench);
    },
    1000,
    "never",
  ),
  batchWithFailedRecords: probe(async (bench) => {
    const { client } = bench;
    const group = fieldGroup("Required");
    const properties = group.definitions.customFields.properties;
    const strict = {
      ...group,
      definitions: { customFields: { type: "object", properties, required: ["_extconndev"] } },
    };
    const made = await client.post(`${registry}/tenant/fieldgroups`, strict);
    const schemaId = (
      await client.post(`${registry}/tenant/schemas`, schema("Strict", made.text("$id")))
    ).text("$id");
    const contentType = "application/vnd.adobe.xed-full+json;version=1";
    const id = (await dataset(bench, { name: "s", schemaRef: { id: schemaId, contentType } }))
      .text(0)
      .slice(11);
    const target = await client.post(`${fs}/targetConnections`, targetConnection(schemaId, id));
    const set = await client.post(`${dataPrep}/mappingSets`, mappingSet(schemaId));
    const transformations = [{ name: "Mapping", params: { mappingId: set.text("id"), mappingVersion: 0 } }];
    const flowMade = await batchFlow(
      bench,
      { startTime: soon(bench), frequency: "once" },
      { targetConnectionIds: [target.text("id")], transformations },
    );
    const read = await client.get(`${fs}/flows/${flowMade.text("id")}`);
    await client.post(`/_emulator/sources/${read.text("items", 0, "sourceConnectionIds", 0)}/rows`, [
      event,
      {},
    ]);
    bench.clock.now += 60_000;
    return states(bench);
  }),
  runsOfDisabledFlow: probe(async (bench) => {
    const path = `${fs}/flows/${await batch(bench, { frequency: "once" }, [event])}`;
    await bench.client.post(`${path}/action?op=disable`);
    bench.clock.now += 120_000;
    await bench.client.post(`${path}/action?op=enable`);
    return states(bench);
  }),
  runParameterUnit: probe(async (bench) => {
    const flowId = await batch(bench, { frequency: "once" }, [event]);
    const windowStartTime = Math.floor(bench.clock.now / 1000) - 10;
    const params = { windowStartTime, windowEndTime: windowStartTime + 20 };
    const run = await bench.client.post(`${fs}/runs`, { flowId, params });
    const read = await bench.client.get(`${fs}/runs/${run.text("id")}`);
    return read.at("items", 0, "metrics", "recordSummary", "inputRecordCount");
  }),
  runWithoutParameters: probe(async (bench) =>
    status(bench.client.post(`${fs}/runs`, { flowId: await batch(bench, { frequency: "once" }) })),
  ),
  flowListStart: probe(({ client }) => status(client.get(`${fs}/flows?start=0`))),
  flowListDefaultLimit: probe(async ({ client }) => {
    await makePipeline(client);
    await client.post(`${fs}/sourceConnections`, sourceConnection);
    return ((await client.get(`${fs}/sourceConnections`)).at("items") as unknown[]).length;
  }, 1),
  patchOperationCase: probe((bench) => patchFlow(bench, [{ op: "Replace", path: "/name", value: "x" }])),
  deleteAgain: probe(({ client }) => status(client.delete(`${fs}/flows/none`))),
  deleteOfEnabledFlow: probe(async (bench) => status(bench.client.delete(await flowPath(bench)))),
  deleteFinalizingMilliseconds: probe(
    async (bench) => {
      const path = await flowPath(bench);
      await bench.client.delete(path);
      const now = await status(bench.client.get(path));
      bench.clock.now += 2000;
      return [now, await status(bench.client.get(path))];
    },
    1000,
    "never",
  ),
  connectionInitializingMilliseconds: probe(
    async (bench) => status(patched(bench, await account(bench), `${fs}/connections`)),
    1000,
    "never",
  ),
  flowNames: probe(async (bench) => {
    await account(bench);
    return status(account(bench));
  }),
  flowOptions: probe((bench) => status(changedFlow(bench, { options: { errorDiagnosticsEnabled: true } }))),
  scheduleOfStreamingFlow: probe((bench) => status(changedFlow(bench, { scheduleParams: { startTime: 1 } }))),
  patchOfUnknownScheduleParam: probe(async (bench) => {
    const path = `${fs}/flows/${await batch(bench, { frequency: "once" })}`;
    const etag = (await bench.client.get(path)).text("items", 0, "etag");
    const change = [{ op: "add", path: "/scheduleParams/timeUnit", value: "day" }];
    return status(bench.client.patch(path, change, ifMatch(etag)));
  }),
  deltaColumnRequired: probe((bench) =>
    status(
      batchFlow(
        bench,
        { startTime: soon(bench), frequency: "day", interval: 1 },
        { flowSpec: { id: "14518937-270c-4525-bdec-c2ba7cce3860", version: "1.0" } },
      ),
    ),
  ),
  inletOfNewFlow: probe(async (bench) => {
    const first = await inlet(bench);
    const { sourceId, targetId, mappingId } = first;
    const second = await bench.client.post(`${fs}/flows`, flow(sourceId, targetId, mappingId));
    bench.clock.now += 1000;
    const read = await bench.client.get(`${fs}/flows/${second.text("id")}`);
    return read.text("items", 0, "options", "inletUrl").endsWith(first.path);
  }),
  schemaComparison: probe(async (bench) => {
    const { sourceId, targetId, schemaId } = await makePipeline(bench.client);
    const contentType = "application/vnd.adobe.xed+json;version=1.0";
    const set = await bench.client.post(`${dataPrep}/mappingSets`, {
      ...mappingSet(schemaId),
      outputSchema: { schemaRef: { id: schemaId, contentType } },
    });
    return status(bench.client.post(`${fs}/flows`, flow(sourceId, targetId, set.text("id"))));
  }),
  connectionTest: probe(async (bench) =>
    (await bench.client.get(`${fs}/connections/${(await account(bench)).text("id")}/test`)).at("result"),
  ),
  secretsInConnections: probe(async (bench) => {
    const made = await account(bench);
    return ((await item(bench, `${fs}/connections/${made.text("id")}`)) as { auth: object }).auth;
  }),
  resourceInUse: probe(async ({ client }) =>
    status(
      client.delete(`${registry}/tenant/schemas/${encodeURIComponent((await makeDataset(client)).schemaId)}`),
    ),
  ),
  unknownDescriptorType: probe(async ({ client }) => {
    const { schemaId } = await makeDataset(client);
    const body = { "@type": "xdm:descriptorNone", "xdm:sourceSchema": schemaId, "xdm:sourceVersion": 1 };
    return status(client.post(`${registry}/tenant/descriptors`, body));
  }),
  breakingChange: probe(async ({ client }) => {
    const { fieldGroupId } = await makeDataset(client);
    const path = "/definitions/customFields/properties/_extconndev/properties/email";
    const group = `${registry}/tenant/fieldgroups/${encodeURIComponent(fieldGroupId)}`;
    return status(client.patch(group, [{ op: "remove", path }]));
  }),
  unknownReference: probe(({ client }) =>
    status(
      client.post(
        `${registry}/tenant/schemas`,
        schema("Lost", "https://ns.adobe.com/extconndev/mixins/none"),
      ),
    ),
  ),
  namespacePutAnswer: probe(async ({ client }) => {
    const path = "/data/core/idnamespace/identities";
    const namespace = { name: "x", code: "Loyalty", idType: "Email" };
    const made = await client.post(path, namespace);
    return Array.isArray((await client.put(`${path}/${made.at("id")}`, namespace)).body);
  }),
  datasetSchemaUnknown: probe((bench) =>
    status(dataset(bench, { name: "x", schemaRef: { id: "https://ns.adobe.com/extconndev/schemas/none" } })),
  ),
  datasetSchemaChange: probe(async (bench) => {
    const { datasetId } = await makeDataset(bench.client);
    const { schemaId } = await makeDataset(bench.client, "Other");
    return status(bench.client.patch(`${catalog}/dataSets/${datasetId}`, { schemaRef: { id: schemaId } }));
  }),
  datasetInUse: probe(async ({ client }) =>
    status(client.delete(`${catalog}/dataSets/${(await makePipeline(client)).datasetId}`)),
  ),
  datasetTagsOnMerge: probe(async (bench) => {
    const { datasetId } = await makeDataset(bench.client);
    const path = `${catalog}/dataSets/${datasetId}`;
    await bench.client.patch(path, { tags: { one: ["1"] } });
    await bench.client.patch(path, { tags: { two: ["2"] } });
    return (await bench.client.get(path)).at(datasetId, "tags");
  }),
  datasetNames: probe(async (bench) => {
    await dataset(bench, { name: "x" });
    return status(dataset(bench, { name: "x" }));
  }),
  missingDatasetDelete: probe(({ client }) => status(client.delete(`${catalog}/dataSets/none`))),
  mappingSetDelete: probe(async ({ client }) =>
    status(client.delete(`${dataPrep}/mappingSets/${(await makePipeline(client)).mappingId}`)),
  ),
  mappingSetListStart: probe(({ client }) => status(client.get(`${dataPrep}/mappingSets?limit=1`))),
  mappingSetDefaultVersion: probe(async ({ client }) => {
    const { mappingId, schemaId } = await makePipeline(client);
    const path = `${dataPrep}/mappingSets/${mappingId}`;
    await client.put(path, mappingSet(schemaId));
    return (await client.get(path)).at("version");
  }),
  mappingSetSchemaUnknown: probe(({ client }) =>
    status(
      client.post(`${dataPrep}/mappingSets`, mappingSet("https://ns.adobe.com/extconndev/schemas/none")),
    ),
  ),
  staticSourceType: probe(async ({ client }) => {
    const { schemaId } = await makeDataset(client);
    const set = await client.post(`${dataPrep}/mappingSets`, {
      ...mappingSet(schemaId),
      mappings: [{ sourceType: "STATIC", source: "x", destination: "_extconndev.email" }],
    });
    return (await client.get(`${dataPrep}/mappingSets/${set.text("id")}`)).at("mappings", 0, "sourceType");
  }),
  disabledFlow: probe(async (bench) => {
    const { path, flowId } = await inlet(bench);
    await bench.client.post(`${fs}/flows/${flowId}/action?op=disable`);
    return status(bench.client.post(path, event));
  }),
  unknownInlet: probe(({ client }) => status(client.post(`/collection/${"0".repeat(64)}`, event))),
  inletWithoutFlowId: probe(async (bench) => status(bench.client.post((await inlet(bench)).path, event))),
  wrongFlowId: probe(async (bench) =>
    status(bench.client.post(`${(await inlet(bench)).path}?x-adobe-flow-id=none`, event)),
  ),
  classRequiredFields: probe(async (bench) => {
    const { path, datasetId } = await inlet(bench);
    await bench.client.post(path, event);
    return rowCount(bench, datasetId);
  }),
  inletSandboxHeader: probe(async (bench) => {
    const { path } = await inlet(bench);
    const json = { "content-type": "application/json" };
    return status(request(`${bench.client.url}${path}`, "POST", json, JSON.stringify(event)));
  }),
  inletRequestsPerSecond: probe(async (bench) => {
    const { path } = await inlet(bench);
    await bench.client.post(path, event);
    return status(bench.client.post(path, event));
  }, 1),
  runWindowMilliseconds: probe(
    async (bench) => {
      const { path } = await inlet(bench);
      await bench.client.post(path, event);
      const seen = [await states(bench)];
      bench.clock.now += 10_000;
      seen.push(await states(bench));
      bench.clock.now += 1_000_000;
      return [...seen, await states(bench)];
    },
    10_000,
    "never",
  ),
};
