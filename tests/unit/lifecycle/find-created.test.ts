import type { Call, Client } from "../../../provider/api/client";
import { mappingSets } from "../../../provider/api/data-prep";
import { identityDescriptors } from "../../../provider/api/identity-descriptors";
import { identityNamespaces } from "../../../provider/api/identity-service";
import { scene } from "./thing";

/** What a request without an answer may have made, where AEP does not say which client made it. */
const SINCE = 1_000_000;
const UNTIL = 1_060_000;

/** Answers what a service lists, in the order of the pages. */
function answering(...pages: readonly unknown[]): {
  readonly client: Client;
  readonly calls: Call<unknown>[];
} {
  const calls: Call<unknown>[] = [];
  const send = async <Answer>(call: Call<Answer>) => {
    calls.push(call as Call<unknown>);
    return call.answer.parse(pages[calls.length - 1]);
  };
  return { client: scene({ send }).context.client, calls };
}

const ids = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id);

describe("an identity namespace", () => {
  const all = [
    { id: 1, code: "Orders", createTime: SINCE - 1 },
    { id: 2, code: "Orders", createTime: SINCE },
    { id: 3, code: "Orders", createTime: UNTIL },
    { id: 4, code: "Orders", createTime: UNTIL + 1 },
    { id: 5, code: "Orders" },
    { id: 6, code: "Others", createTime: SINCE },
  ];

  it("may be it that was made in this time, and never one that does not say when", async () => {
    const { client } = answering(all, all);
    const find = (until?: number) => identityNamespaces.findCreated(client, { code: "Orders" }, SINCE, until);
    expect(ids(await find(UNTIL))).toEqual(["2", "3"]);
    expect(ids(await find())).toEqual(["2", "3", "4"]);
  });
});

describe("an identity descriptor", () => {
  const of = (id: string, rest: object) => ({
    "@id": id,
    "xdm:sourceSchema": "schema",
    "xdm:sourceProperty": "/_acme/email",
    ...rest,
  });
  const body = { "xdm:sourceSchema": "schema", "xdm:sourceProperty": "/_acme/email" };

  it("may be it that this client made in this time, and one of which AEP says neither", async () => {
    const { client } = answering({
      "xdm:descriptorIdentity": [
        of("before", { created: SINCE - 1, createdClient: "tests" }),
        of("ours", { created: SINCE, createdClient: "tests" }),
        of("theirs", { created: SINCE, createdClient: "colleague" }),
        of("after", { created: UNTIL + 1, createdClient: "tests" }),
        of("silent", {}),
      ],
    });
    expect(ids(await identityDescriptors.findCreated(client, body, SINCE, UNTIL))).toEqual([
      "ours",
      "silent",
    ]);
  });
});

describe("a mapping set", () => {
  const page = (from: number, count: number, newest: number) => ({
    data: Array.from({ length: count }, (_each, index) => ({
      id: String(from + index),
      version: 0,
      createdDate: newest - index,
    })),
  });

  it("is looked for on every page that begins within the time, the newest first", async () => {
    const { client, calls } = answering(page(0, 100, UNTIL + 150), page(100, 100, UNTIL + 50), {
      data: [
        // Moved from the page before, because another one was made meanwhile.
        { id: "199", version: 0, createdDate: UNTIL - 49 },
        ...page(200, 99, SINCE + 40).data,
      ],
    });
    const found = ids(await mappingSets.findCreated(client, {}, SINCE, UNTIL));
    expect(calls.map(({ query }) => query)).toEqual(
      [0, 100, 200].map((start) => ({ limit: 100, start, orderBy: "-createdDate" })),
    );
    const expected = [...Array(50).keys()].map((index) => String(150 + index));
    expect(found).toEqual([...expected, ...[...Array(41).keys()].map((index) => String(200 + index))]);
  });

  it.each([
    ["is shorter than it may be", page(0, 99, UNTIL)],
    ["ends before the time", page(0, 100, SINCE + 50)],
  ])("is looked for no further where a page %s", async (_what, only) => {
    const { client, calls } = answering(only);
    await mappingSets.findCreated(client, {}, SINCE, UNTIL);
    expect(calls).toHaveLength(1);
  });
});
