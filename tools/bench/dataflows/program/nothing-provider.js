// What the least possible provider does: it waits as long as the API calls of an object take, and answers what AEP would.
const { randomUUID } = require("node:crypto");
const { setTimeout: sleep } = require("node:timers/promises");

const latency = Number(process.env.BENCH_LATENCY);
const location = { host: "127.0.0.1", orgId: "EMULATOR@AdobeOrg", sandbox: "dev" };
const etag = '"8e0fbb1d-0000-0200-0000-6b02bbd60000"';
const inletUrl = `http://127.0.0.1:4010/collection/${"0".repeat(64)}`;

/** A flow is read until it shows its inlet, so it takes two calls. */
exports.KINDS = {
  SourceConnection: { calls: 1, computed: { etag } },
  FieldGroup: { calls: 1, computed: { version: "1.0" } },
  Schema: { calls: 1, computed: { version: "1.0" } },
  Dataset: { calls: 1, computed: {} },
  MappingSet: { calls: 1, computed: { version: 0 } },
  TargetConnection: { calls: 1, computed: { etag } },
  Flow: {
    calls: 2,
    computed: {
      etag,
      status: "enabled",
      inletUrl,
      webhookUrl: `${inletUrl}?x-adobe-flow-id=${randomUUID()}`,
    },
  },
};

for (const [kind, { calls, computed }] of Object.entries(exports.KINDS)) {
  exports[kind] = {
    check: async (_olds, news) => ({ inputs: news, failures: [] }),
    diff: async () => ({ changes: false, replaces: [] }),
    create: async (inputs) => {
      if (latency > 0) await sleep(calls * latency);
      return { id: randomUUID(), outs: { ...inputs, ...computed, location } };
    },
    delete: async () => undefined,
  };
}
