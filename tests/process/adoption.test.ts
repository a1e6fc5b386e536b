import type { ProviderProcess } from "../support/provider-process";
import { addressOf, EACH_KIND, edited, type ObjectKind, objectKind, valueAt } from "./objects";
import {
  done,
  errorOf,
  type Foundation,
  logged,
  PATHS,
  type Platform,
  patchAsColleague,
  startPlatform,
} from "./platform";

/** Taking over what exists: by id and by name, without a write. */
let platform: Platform;
let foundation: Foundation;
/** The provider process of another stack. */
let other: ProviderProcess;

beforeAll(async () => {
  platform = await startPlatform();
  other = await platform.another();
});

beforeEach(async () => {
  foundation = await platform.reset();
});

afterAll(() => platform?.stop());

async function madeElsewhere({ kind, inputs }: ObjectKind): Promise<string> {
  const { id } = await other.create(kind, inputs(foundation));
  await platform.sent();
  return id;
}

const named = EACH_KIND.filter(([kind]) => kind !== "mappingSet");

/** All that can be compared with what is there. */
function seenInputs({ inputs, unseen = [] }: ObjectKind) {
  return edited(inputs(foundation), Object.fromEntries(unseen.map((property) => [property, undefined])));
}

describe.each(EACH_KIND)("%s by id", (kind, object) => {
  it("is taken over without a write, and nothing differs", async () => {
    const id = await madeElsewhere(object);
    const inputs = seenInputs(object);
    const adopted = await platform.provider.create(kind, { ...inputs, __adopt: id });
    expect(adopted.id).toBe(id);
    expect(await platform.sent()).toEqual([`GET ${object.collection}`]);
    expect(await platform.provider.diff(kind, id, adopted.outputs, inputs)).toMatchObject({ changes: false });
  });
});

describe.each(named)("%s by name", (kind, object) => {
  it("is taken over without a write, and nothing differs", async () => {
    const id = await madeElsewhere(object);
    const inputs = seenInputs(object);
    const adopted = await platform.provider.create(kind, { ...inputs, __adopt: "byName" });
    expect(adopted.id).toBe(id);
    expect(await platform.sent()).toEqual([`GET ${object.collection}`, `GET ${object.collection}`]);
    expect(await platform.provider.diff(kind, id, adopted.outputs, inputs)).toMatchObject({ changes: false });
  });

  it("is refused when there is none", async () => {
    const inputs = { ...object.inputs(foundation), __adopt: "byName" };
    const { message } = await errorOf(platform.provider.create(kind, inputs));
    expect(message).toContain(`There is no ${object.label} `);
    expect(message).toContain('to adopt in the sandbox "dev"');
  });
});

describe("by name", () => {
  const flow = objectKind("flow");

  it("refuses several, and names them", async () => {
    const ids = [await madeElsewhere(flow), await madeElsewhere(flow)];
    const inputs = { ...flow.inputs(foundation), __adopt: "byName" };
    const { message } = await errorOf(platform.provider.create("flow", inputs));
    for (const id of ids) expect(message).toContain(id);
    expect(message).toContain("Give the id");
  });

  it("finds a name that a filter cannot hold, behind the first page", async () => {
    const source = objectKind("sourceConnection");
    const inputs = { ...source.inputs(foundation), name: "Orders, all of them" };
    const { id } = await other.create("sourceConnection", inputs);
    for (let number = 0; number < 120; number++) {
      const body = { ...source.inputs(foundation), name: `Other ${number}` };
      const connectionSpec = { id: "96479064-7b8a-4d69-b9ed-21c5683837ea", version: "1.0" };
      await done(
        platform.colleague(`${PATHS.flowService}/sourceConnections`, {
          method: "POST",
          body: { ...body, connectionSpec },
        }),
      );
    }
    const adopted = await platform.provider.create("sourceConnection", { ...inputs, __adopt: "byName" });
    expect(adopted.id).toBe(id);
  });

  it("tells flows of one name apart by their spec", async () => {
    await madeElsewhere(flow);
    const inputs = {
      ...flow.inputs(foundation),
      flowSpec: { id: "9753525b-82c7-4dce-8a9b-5ccfce2b9876", version: "1.0" },
      __adopt: "byName",
    };
    expect((await errorOf(platform.provider.create("flow", inputs))).message).toContain("There is no flow");
  });

  it("says of a mapping set that it has no name", async () => {
    const inputs = { ...objectKind("mappingSet").inputs(foundation), __adopt: "byName" };
    const { message } = await errorOf(platform.provider.create("mappingSet", inputs));
    expect(message).toContain("has no name of its own");
  });

  it("is meant by whoever writes it in another letter case, and said so", async () => {
    const inputs = { ...flow.inputs(foundation), __adopt: "byname" };
    const { message } = await errorOf(platform.provider.create("flow", inputs));
    expect(message).toContain("cannot adopt byname: there is no flow with this id");
    expect(message).toContain('Did you mean adopt: "byName"?');
  });

  it("refuses what another resource of the program holds", async () => {
    const inputs = flow.inputs(foundation);
    await platform.provider.create("flow", inputs);
    const { message } = await errorOf(platform.provider.create("flow", { ...inputs, __adopt: "byName" }));
    expect(message).toContain("another resource of this program already holds it");
  });
});

describe("an adopted base connection", () => {
  const PASSWORD = "canary-9c1d";
  const auth = {
    specName: "Basic Authentication for sftp",
    params: { host: "sftp.example.com", userName: "loader", password: PASSWORD },
  };
  const account = { name: "Orders on SFTP", connectionSpec: "sftp" };

  async function adopted(inputs: Readonly<Record<string, unknown>>) {
    const { id } = await other.create("baseConnection", { ...account, auth });
    await platform.sent();
    return platform.provider.create("baseConnection", { ...inputs, __adopt: id });
  }

  it("leaves undeclared credentials alone", async () => {
    const { id, outputs } = await adopted(account);
    expect(await platform.provider.diff("baseConnection", id, outputs, account)).toMatchObject({
      changes: false,
    });
    expect(JSON.stringify(outputs)).not.toContain(PASSWORD);
  });

  it("shows declared credentials as one update, which sends all of them", async () => {
    const inputs = { ...account, auth };
    const { id, outputs } = await adopted(inputs);
    await platform.sent();
    expect(await platform.provider.diff("baseConnection", id, outputs, inputs)).toEqual({
      changes: true,
      replaces: [],
      deleteBeforeReplace: false,
    });
    const updated = await platform.provider.update("baseConnection", id, outputs, inputs);
    expect(await platform.sent()).toEqual(["GET connections", "PATCH connections If-Match"]);
    expect(await platform.provider.diff("baseConnection", id, updated, inputs)).toMatchObject({
      changes: false,
    });
    // Taken away again, AEP keeps what it has.
    expect(await platform.provider.diff("baseConnection", id, updated, account)).toMatchObject({
      replaces: [],
    });
    await platform.provider.update("baseConnection", id, updated, account);
    expect(await platform.sent()).toEqual([]);
  });

  it("refuses the credentials of another way to sign in, and writes nothing", async () => {
    const key = {
      specName: "SSH PublicKey Authentication for sftp",
      params: { privateKeyContent: PASSWORD },
    };
    const inputs = { ...account, auth: { ...key, params: { ...auth.params, ...key.params } } };
    const { id, outputs } = await adopted(account);
    await platform.sent();
    const { message } = await errorOf(platform.provider.update("baseConnection", id, outputs, inputs));
    expect(message).toContain('signs in by "Basic Authentication for sftp", and the program declares');
    expect(message).not.toContain(PASSWORD);
    expect(await platform.sent()).toEqual(["GET connections"]);
  });

  it("refuses a part of the credentials", async () => {
    const partial = { ...account, auth: { ...auth, params: { password: PASSWORD } } };
    const { failures } = await platform.provider.check("baseConnection", account, partial);
    expect(failures.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("auth.params.host: is required"),
      expect.stringContaining("auth.params.userName: is required"),
    ]);
  });
});

describe("drift", () => {
  it("is told with what was changed, from what to what, by whom and when", async () => {
    const flow = objectKind("flow");
    const { id, outputs } = await platform.provider.create("flow", flow.inputs(foundation));
    platform.warnings();
    await patchAsColleague(platform.colleague, addressOf(flow, id), [
      { op: "replace", path: "/description", value: "Moved elsewhere" },
    ]);
    const read = await platform.provider.read("flow", id, outputs);
    await logged();
    expect(valueAt(read.inputs, "description")).toBe("Moved elsewhere");
    expect(platform.warnings()).toEqual([
      expect.stringMatching(
        /^The flow "Order flow" \(\S+\) was changed by \S*colleague\S* at .* UTC: description from "Moves" to "Moved elsewhere"\./,
      ),
    ]);
  });
});
