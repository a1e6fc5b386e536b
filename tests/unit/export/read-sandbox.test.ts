import type { Call, Client } from "../../../provider/api/client";
import { ApiError } from "../../../provider/api/errors";
import { readSandbox } from "../../../provider/export/read-sandbox";
import { LIVE_OBJECTS } from "./live-objects";

const [FLOW_1 = "", FLOW_2 = ""] = LIVE_OBJECTS.filter(({ kind }) => kind === "Flow").map(({ id }) => id);

/** Answers for what AEP holds, by path; anything else is not there. */
function clientOf(more: Readonly<Record<string, unknown>> = {}): { client: Client; paths: string[] } {
  const flowService = "/data/foundation/flowservice";
  const one = ({ live }: (typeof LIVE_OBJECTS)[number]) => ({ items: [live] });
  const places: Readonly<
    Record<string, (object: (typeof LIVE_OBJECTS)[number]) => readonly [string, unknown]>
  > = {
    FieldGroup: ({ id, live }) => [
      `/data/foundation/schemaregistry/tenant/fieldgroups/${encodeURIComponent(id)}`,
      live,
    ],
    Schema: ({ id, live }) => [
      `/data/foundation/schemaregistry/tenant/schemas/${encodeURIComponent(id)}`,
      live,
    ],
    Dataset: ({ id, live }) => [`/data/foundation/catalog/dataSets/${id}`, { [id]: live }],
    BaseConnection: (each) => [`${flowService}/connections/${each.id}`, one(each)],
    SourceConnection: (each) => [`${flowService}/sourceConnections/${each.id}`, one(each)],
    TargetConnection: (each) => [`${flowService}/targetConnections/${each.id}`, one(each)],
    MappingSet: ({ id, live }) => [`/data/foundation/conversion/mappingSets/${id}`, live],
    Flow: (each) => [`${flowService}/flows/${each.id}`, one(each)],
    IdentityNamespace: ({ id, live }) => [`/data/core/idnamespace/identities/${id}`, live],
  };
  const namespaces = LIVE_OBJECTS.filter(({ kind }) => kind === "IdentityNamespace").map(({ live }) => live);
  const answers: Readonly<Record<string, unknown>> = {
    ...Object.fromEntries(LIVE_OBJECTS.map((each) => places[each.kind]?.(each) ?? ["", undefined])),
    [`${flowService}/flows`]: {
      items: LIVE_OBJECTS.filter(({ kind }) => kind === "Flow").map(({ live }) => live),
    },
    "/data/core/idnamespace/identities": [
      ...namespaces,
      { id: 6, code: "Email", idType: "Email", custom: false },
    ],
    "/data/foundation/schemaregistry/tenant/descriptors": {
      "xdm:descriptorIdentity": identitiesOf(LIVE_OBJECTS.find(({ kind }) => kind === "Schema")),
    },
    ...more,
  };
  const paths: string[] = [];
  const client: Client = {
    location: { host: "platform.adobe.io", orgId: "ACME@AdobeOrg", sandbox: "dev" },
    clientId: "reader",
    send: async <Answer>({ method, path, answer }: Call<Answer>) => {
      paths.push(`${method} ${path}`);
      const found = answers[path];
      if (found === undefined) {
        throw new ApiError("It is not there.", { reason: "notFound", status: 404, detail: "" });
      }
      return answer.parse(found);
    },
    tenantId: async () => "acme",
    serverNow: () => 0,
    waitFor: async () => undefined,
    inTime: (others) => others,
    knowsServerTime: () => true,
    within: () => client,
  };
  return { client, paths };
}

function identitiesOf(schema: (typeof LIVE_OBJECTS)[number] | undefined): readonly object[] {
  const identities = (schema?.live.identities ?? []) as readonly object[];
  return identities.map((each) => ({ ...each, "xdm:sourceSchema": schema?.id }));
}

describe("reading a sandbox", () => {
  it("finds everything that dataflows are made of, and asks once for each object", async () => {
    const { client, paths } = clientOf();
    const counts: number[] = [];
    const { objects, left } = await readSandbox(client, undefined, (count) => counts.push(count));
    expect(left).toEqual([]);
    expect(objects.map(({ id }) => id).sort()).toEqual(LIVE_OBJECTS.map(({ id }) => id).sort());
    const single = paths.filter((path) => !path.endsWith("/identities"));
    expect(single.length).toBe(new Set(single).size);
    expect(paths.every((path) => path.startsWith("GET "))).toBe(true);
    expect(counts.length).toBeGreaterThanOrEqual(LIVE_OBJECTS.length);
  });

  it("takes one dataflow with what is its own", async () => {
    const { objects } = await readSandbox(clientOf().client, [FLOW_1], () => {});
    const kinds = objects.map(({ kind }) => kind.name).sort();
    expect(kinds).toEqual([
      "Dataset",
      "FieldGroup",
      "Flow",
      "IdentityNamespace",
      "MappingSet",
      "Schema",
      "SourceConnection",
      "TargetConnection",
    ]);
  });

  it("asks for nothing that is Adobe's own", async () => {
    const { client, paths } = clientOf();
    await readSandbox(client, undefined, () => {});
    expect(paths.filter((path) => path.includes("xdm%2Fmixins") || path.endsWith("/identities/6"))).toEqual(
      [],
    );
  });

  it("leaves out what is not there, what leads out of AEP, and nothing else", async () => {
    const destination = {
      id: "00000000-0000-4000-8000-00000000000d",
      name: "To an advertiser",
      inheritedAttributes: { properties: { isSourceFlow: false } },
    };
    const flow = LIVE_OBJECTS.find(({ id }) => id === FLOW_2)?.live;
    const { client } = clientOf({
      "/data/foundation/flowservice/flows": { items: [flow, destination] },
      "/data/foundation/conversion/mappingSets/6ad1f64b3ed95f8802fdd2c4e7f62e6f": undefined,
    });
    const { objects, left } = await readSandbox(client, undefined, () => {});
    expect(left.map(({ kind, id, reason }) => [kind.name, id, reason])).toEqual([
      ["Flow", destination.id, "it is a dataflow to a destination, out of Experience Platform"],
      [
        "MappingSet",
        "6ad1f64b3ed95f8802fdd2c4e7f62e6f",
        "it is not there, or an access label hides it from these credentials",
      ],
    ]);
    expect(objects.map(({ id }) => id)).toContain(FLOW_2);
  });

  it("says what AEP has yet to give", async () => {
    const flow = LIVE_OBJECTS.find(({ id }) => id === FLOW_1)?.live;
    const { client } = clientOf({
      [`/data/foundation/flowservice/flows/${FLOW_1}`]: { items: [{ ...flow, options: undefined }] },
    });
    const { objects } = await readSandbox(client, [FLOW_1], () => {});
    expect(objects.find(({ id }) => id === FLOW_1)?.remarks).toEqual([
      { property: "labels", reason: "cannot be declared" },
      { property: "inletUrl", reason: "is not there yet: the first pulumi up waits for it" },
    ]);
  });

  it("says which descriptors of a schema no program can declare", async () => {
    const schema = LIVE_OBJECTS.find(({ kind }) => kind === "Schema");
    const relationship = {
      "@type": "xdm:descriptorOneToOne",
      "xdm:sourceSchema": schema?.id,
      "xdm:sourceProperty": "/_acme/customer",
      "xdm:destinationSchema": "https://ns.adobe.com/acme/schemas/customers",
    };
    const elsewhere = { ...relationship, "xdm:sourceSchema": "https://ns.adobe.com/acme/schemas/other" };
    const fieldGroup = LIVE_OBJECTS.find(({ kind }) => kind === "FieldGroup");
    const displayName = {
      "@type": "xdm:alternateDisplayInfo",
      "xdm:sourceSchema": fieldGroup?.id,
      "xdm:sourceProperty": "/_acme/plan",
    };
    const identity = {
      ...displayName,
      "@id": "b0a1d2",
      "@type": "xdm:descriptorIdentity",
      "xdm:namespace": "Email",
    };
    const { client } = clientOf({
      "/data/foundation/schemaregistry/tenant/descriptors": {
        "xdm:descriptorIdentity": [...identitiesOf(schema), identity],
        "xdm:descriptorOneToOne": [relationship, elsewhere],
        "xdm:alternateDisplayInfo": [displayName],
        _links: { next: null },
      },
    });
    const { objects } = await readSandbox(client, [FLOW_1], () => {});
    expect(objects.find(({ kind }) => kind.name === "Schema")?.remarks).toEqual([
      {
        property: "xdm:descriptorOneToOne",
        reason: "of /_acme/customer to https://ns.adobe.com/acme/schemas/customers cannot be declared",
      },
      {
        property: "xdm:alternateDisplayInfo",
        reason: `of /_acme/plan on ${fieldGroup?.id} cannot be declared`,
      },
      {
        property: "xdm:descriptorIdentity",
        reason: `of /_acme/plan on ${fieldGroup?.id} cannot be declared`,
      },
    ]);
  });

  it("fails where AEP does not answer, instead of leaving something out", async () => {
    const { client } = clientOf();
    const failing: Client = {
      ...client,
      send: (call) =>
        call.path.includes("/dataSets/")
          ? Promise.reject(new ApiError("Forbidden.", { reason: "denied", status: 403, detail: "" }))
          : client.send(call),
    };
    await expect(readSandbox(failing, undefined, () => {})).rejects.toThrow("Forbidden.");
  });
});
