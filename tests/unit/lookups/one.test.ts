import type { Client } from "../../../provider/api/client";
import { everyItem } from "../../../provider/api/paging";
import { exactlyOne } from "../../../provider/lookups/one";

const client = { location: { host: "platform.adobe.io", orgId: "a@AdobeOrg", sandbox: "dev" } } as Client;
const wanted = { label: "flow", key: 'named "Orders"' };
const line = (id: string) => `${id}  enabled`;

describe("one object by its natural key", () => {
  it("is the only one", () => {
    expect(exactlyOne(client, wanted, ["a"], line)).toBe("a");
  });

  it("is an error when there is none", () => {
    expect(() => exactlyOne(client, wanted, [], line)).toThrow(
      'There is no flow named "Orders" in the sandbox "dev".',
    );
  });

  it("is an error that lists the ids when there are several", () => {
    expect(() => exactlyOne(client, wanted, ["a", "b"], line)).toThrow(
      'There are 2 flows named "Orders" in the sandbox "dev":\n  a  enabled\n  b  enabled\nName the one that is meant by its id.',
    );
  });

  it("lists no more than anybody reads", () => {
    const many = Array.from({ length: 45 }, (_, index) => `id-${index}`);
    expect(() => exactlyOne(client, wanted, many, line)).toThrow(/id-19 {2}enabled\n {2}and 25 more\n/);
  });
});

describe("a list in pages", () => {
  const pages = (count: number) => async (cursor: number | undefined) => {
    const page = cursor ?? 0;
    return { items: [page * 2, page * 2 + 1], next: page + 1 < count ? page + 1 : undefined };
  };

  it("is read to its end", async () => {
    expect(await everyItem("list", pages(3))).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("is read no further than wanted", async () => {
    const fetched: (number | undefined)[] = [];
    const fetchPage = pages(1_000_000);
    const found = await everyItem(
      "list",
      (cursor: number | undefined) => {
        fetched.push(cursor);
        return fetchPage(cursor);
      },
      3,
    );
    expect([found, fetched]).toEqual([
      [0, 1, 2],
      [undefined, 1],
    ]);
  });

  it("that never ends is an error, not half a list", async () => {
    await expect(everyItem("list the flows", pages(1_000_000))).rejects.toThrow(
      "Could not list the flows: after 1000 pages the list still goes on.",
    );
  });
});
