import type { Properties } from "../support/provider-process";
import {
  addressOf,
  EACH_DELETABLE_KIND,
  EACH_KIND,
  edited,
  firstEdit,
  OBJECT_KINDS,
  type ObjectKind,
  objectKind,
} from "./objects";
import {
  done,
  errorOf,
  type Foundation,
  held,
  logged,
  type Platform,
  patchAsColleague,
  startPlatform,
} from "./platform";

/** A refresh drops an object from the state only when the platform definitely says that it is gone. */
let platform: Platform;
let foundation: Foundation;

beforeAll(async () => {
  platform = await startPlatform();
});

beforeEach(async () => {
  foundation = await platform.reset();
});

afterAll(() => platform?.stop());

interface Made {
  readonly id: string;
  readonly outputs: Properties;
}

function make({ kind, inputs }: ObjectKind): Promise<Made> {
  return platform.provider.create(kind, inputs(foundation));
}

/** Reads one object of every kind at the same time; each must fail. */
async function failuresOfReading(fault: () => Promise<void>): Promise<(readonly [ObjectKind, Error])[]> {
  const made: (readonly [ObjectKind, Made])[] = [];
  for (const object of OBJECT_KINDS) made.push([object, await make(object)]);
  await fault();
  return Promise.all(
    made.map(async ([object, { id, outputs }]) => [
      object,
      await errorOf(platform.provider.read(object.kind, id, outputs)),
    ]),
  );
}

const XED = "application/vnd.adobe.xed+json; version=1";
const HTML = "<html><body><h1>404 Not Found</h1></body></html>";

const ANSWERS = [
  [401, { error_code: "401013", message: "Oauth token is not valid" }, /401013/],
  [403, { error_code: "403025", message: "User is not entitled" }, /403025/],
  [403, { error_code: "403010", message: "Oauth token is missing." }, /403010/],
  [404, HTML, /HTTP 404.*not from the service/s],
  [404, undefined, /HTTP 404.*not from the service/s],
  [404, { error_code: "404000", message: "No route" }, /404000.*not from the service/s],
  [410, { type: "x", title: "Gone", detail: "Gone" }, /HTTP 410/],
  [302, undefined, /302, a redirection/],
] as const;

it.each(EACH_KIND)(
  "%s: fails on whatever does not say that it is gone, and says so",
  async (kind, object) => {
    const { id, outputs } = await make(object);
    for (const [status, body, said] of ANSWERS) {
      const headers = typeof body === "string" ? { "content-type": "text/html" } : {};
      const action = { status, headers, ...(body === undefined ? {} : { body }) };
      await platform.fail({ method: "GET", path: object.path, action });
      const { message } = await errorOf(platform.provider.read(kind, id, outputs));
      expect(message).toMatch(said);
      expect(message).toContain(`read the ${object.label} ${id}`);
    }
  },
);

it.each(EACH_DELETABLE_KIND)("%s: is gone after a 404 that the service wrote", async (kind, object) => {
  const { id, outputs } = await make(object);
  await done(platform.colleague(addressOf(object, id), { method: "DELETE" }));
  expect(await platform.provider.read(kind, id, outputs)).toEqual({ id: "", outputs: {}, inputs: {} });
  await logged();
  expect(platform.warnings()).toEqual([
    expect.stringMatching(/was deleted, or an access label or a missing permission now hides it/),
  ]);
});

/** What the service itself says of an id that it does not have, or does not show. */
async function hide(object: ObjectKind, id: string): Promise<void> {
  const none = addressOf(object, id).replace(/\w{4}$/, "0000");
  const { status, body } = await platform.colleague(none, {
    headers: { Accept: object.kind === "identityDescriptor" ? "application/vnd.adobe.xdm+json" : XED },
  });
  expect(status).toBe(404);
  await platform.fail({ path: `${object.path}/`, action: { status, body } });
}

it.each(EACH_KIND)(
  "%s: says of what is hidden that it may be, and makes no second one",
  async (kind, object) => {
    const inputs = object.inputs(foundation);
    const { id, outputs } = await make(object);
    await platform.sent();
    await hide(object, id);

    expect(await platform.provider.read(kind, id, outputs)).toEqual({ id: "", outputs: {}, inputs: {} });
    await logged();
    expect(platform.warnings()).toEqual([expect.stringMatching(/an access label .* now hides it/)]);
    const changed = edited(inputs, firstEdit(object).change(foundation));
    const { message } = await errorOf(platform.provider.update(kind, id, outputs, changed));
    expect(message).toMatch(/does not exist any more/);

    // Known to carry a label, nothing that AEP says of it is believed.
    const labelled = { ...outputs, labels: ["core/C12"] };
    for (const call of [
      () => platform.provider.read(kind, id, labelled),
      () => platform.provider.update(kind, id, labelled, changed),
      () => platform.provider.delete(kind, id, labelled),
    ])
      expect((await errorOf(call())).message).toMatch(/access labels core\/C12.*The state is unchanged/s);
    const writes = (await platform.sent()).filter((line) => /^(POST|DELETE)/.test(line));
    expect(writes).toEqual([]);
    await platform.fail();
    await held(platform.colleague, addressOf(object, id));
  },
);

it.each([
  ["a proxy's page", { status: 200, headers: { "content-type": "text/html" }, body: HTML }],
  ["an object of another shape", { status: 200, body: {} }],
])("no kind takes %s for an answer, however often", async (_what, action) => {
  const failures = await failuresOfReading(() => platform.fail({ method: "GET", path: ".", action }));
  for (const [{ label }, { message }] of failures) {
    expect(message).toMatch(new RegExp(`Asked AEP to read the ${label} .*Gave up after 6 attempts`));
  }
});

it("no kind takes a lasting failure of the platform for an answer", async () => {
  const down = (status: number) => ({ status, body: { title: "Down" } });
  const failures = await failuresOfReading(() =>
    platform.fail(
      { method: "GET", path: "/(schemaregistry|catalog)/", action: down(500) },
      { method: "GET", path: ".", action: down(503) },
    ),
  );
  for (const [{ label }, { message }] of failures) {
    expect(message).toMatch(
      new RegExp(`Could not read the ${label} .*"Down" \\(HTTP 50[03], request .*Gave up after 6 attempts`),
    );
  }
});

it("no kind takes an unreachable platform for an answer", async () => {
  const doomed = await startPlatform();
  try {
    const source = objectKind("sourceConnection");
    const { id, outputs } = await doomed.provider.create(source.kind, source.inputs(await doomed.reset()));
    await doomed.emulator.kill();
    const { message } = await errorOf(doomed.provider.read(source.kind, id, outputs));
    expect(message).toMatch(
      /Could not read the source connection .*nothing accepts connections at 127\.0\.0\.1/,
    );
  } finally {
    await doomed.stop();
  }
});

describe("a flow with access labels", () => {
  const flow = objectKind("flow");

  async function makeLabelled(): Promise<Made> {
    const { id, outputs } = await make(flow);
    await patchAsColleague(platform.colleague, addressOf(flow, id), [
      { op: "add", path: "/labels", value: ["core/C12"] },
    ]);
    const read = await platform.provider.read("flow", id, outputs);
    expect(read.outputs.labels).toEqual(["core/C12"]);
    return { id, outputs: read.outputs };
  }

  it("is not gone when AEP says that it does not exist", async () => {
    const { id, outputs } = await makeLabelled();
    await done(platform.colleague(addressOf(flow, id), { method: "DELETE" }));
    const { message } = await errorOf(platform.provider.read("flow", id, outputs));
    expect(message).toMatch(/access labels core\/C12.*The state is unchanged.*pulumi state delete/s);
  });

  it("forgets them when somebody takes them off", async () => {
    const { id, outputs } = await makeLabelled();
    await patchAsColleague(platform.colleague, addressOf(flow, id), [{ op: "remove", path: "/labels" }]);
    const read = await platform.provider.read("flow", id, outputs);
    expect(read.outputs).not.toHaveProperty("labels");
  });
});
