import { accept, type Bench, paths, type Reply } from "../client";
import { eventClass, fieldGroup, schema } from "../tutorial";
import { describeField, emailField, enable, identified, relate } from "./profile-schemas";
import type { Provocation } from "./provocation";

const tenant = `${paths.registry}/tenant`;
const none = encodeURIComponent("https://ns.adobe.com/extconndev/schemas/none");

const lookup = (bench: Bench, kind: string): Promise<Reply> =>
  bench.client.get(`${tenant}/${kind}/${none}`, { headers: accept.lookup });

export const registryProvocations: readonly Provocation[] = [
  {
    code: "XDM-1006-400",
    input: "a list with a version in Accept",
    provoke: (bench) => bench.client.get(`${tenant}/schemas`, { headers: accept.lookup }),
  },
  {
    code: "XDM-1007-400",
    input: "a look-up without a version in Accept",
    provoke: (bench) =>
      bench.client.get(`${paths.registry}/global/classes/${encodeURIComponent(eventClass)}`, {
        headers: accept.list,
      }),
  },
  {
    code: "XDM-1008-400",
    input: "a list of descriptors with the media type of resources",
    provoke: (bench) => bench.client.get(`${tenant}/descriptors`, { headers: accept.list }),
  },
  {
    code: "XDM-1009-400",
    input: "a look-up of a descriptor with the media type of resources",
    provoke: async (bench) => {
      const group = await bench.client.post(`${tenant}/fieldgroups`, fieldGroup("Group"));
      const made = await bench.client.post(`${tenant}/schemas`, schema("Described", group.text("$id")));
      const descriptor = await bench.client.post(`${tenant}/descriptors`, {
        "@type": "xdm:alternateDisplayInfo",
        "xdm:sourceSchema": made.text("$id"),
        "xdm:sourceVersion": 1,
        "xdm:sourceProperty": "/_extconndev",
        "xdm:title": { en_us: "Ours" },
      });
      return bench.client.get(`${tenant}/descriptors/${descriptor.text("@id")}`, { headers: accept.lookup });
    },
  },
  {
    code: "XDM-1010-404",
    input: "a look-up of a class that does not exist",
    provoke: (bench) => lookup(bench, "classes"),
  },
  {
    code: "XDM-1011-404",
    input: "a look-up of a field group that does not exist",
    provoke: (bench) => lookup(bench, "fieldgroups"),
  },
  {
    code: "XDM-1012-404",
    input: "a look-up of a schema that does not exist",
    provoke: (bench) => lookup(bench, "schemas"),
  },
  {
    code: "XDM-1013-404",
    input: "a look-up of a data type that does not exist",
    provoke: (bench) => lookup(bench, "datatypes"),
  },
  {
    code: "XDM-1014-404",
    input: "a look-up of a descriptor that does not exist",
    provoke: (bench) => lookup(bench, "descriptors"),
  },
  {
    code: "XDM-1021-400",
    input: "a field group with a field outside the tenant's namespace",
    provoke: (bench) =>
      bench.client.post(`${tenant}/fieldgroups`, {
        ...fieldGroup("Outside"),
        properties: { email: { type: "string" } },
      }),
  },
  {
    code: "XDM-1521-400",
    input: "a second resource with the same title",
    provoke: async (bench) => {
      await bench.client.post(`${tenant}/fieldgroups`, fieldGroup("Twice"));
      return bench.client.post(`${tenant}/fieldgroups`, fieldGroup("Twice"));
    },
  },
  {
    code: "XDM-1528-400",
    input: "the union tag on a schema without an identity",
    provoke: async (bench) => {
      const group = await bench.client.post(`${tenant}/fieldgroups`, fieldGroup("Group"));
      return bench.client.post(`${tenant}/schemas`, {
        ...schema("Unidentified", group.text("$id")),
        allOf: [{ $ref: "https://ns.adobe.com/xdm/context/profile" }],
        "meta:immutableTags": ["union"],
      });
    },
  },
  {
    code: "XDM-1526-400",
    input: "the union tag on a schema with a relationship that has no reference identity",
    provoke: async (bench) => {
      const source = await identified(bench, "Source");
      const destination = await identified(bench, "Destination");
      await relate(bench, source, destination);
      return enable(bench, source);
    },
  },
  {
    code: "XDM-1527-400",
    input: "the union tag on both ends of a relationship whose namespaces differ",
    provoke: async (bench) => {
      const source = await identified(bench, "Source");
      const destination = await identified(bench, "Destination");
      await relate(bench, source, destination);
      await describeField(bench, source, "descriptorReferenceIdentity", { "xdm:identityNamespace": "ECID" });
      await enable(bench, source);
      return enable(bench, destination);
    },
  },
  {
    code: "XDM-1413-400",
    input: "the union tag on a schema that has a field of another one with another type",
    provoke: async (bench) => {
      const first = await identified(bench, "First");
      await enable(bench, first);
      return enable(bench, await identified(bench, "Second", { ...emailField, total: { type: "string" } }));
    },
  },
  {
    code: "406 NotAcceptableError",
    input: "a look-up of a version that does not exist",
    provoke: (bench) =>
      bench.client.get(`${paths.registry}/global/classes/${encodeURIComponent(eventClass)}`, {
        headers: { accept: "application/vnd.adobe.xed+json; version=9" },
      }),
  },
  {
    code: "XDM-3005-400",
    input: "the import of what is there",
    provoke: async (bench) => {
      const group = await bench.client.post(`${tenant}/fieldgroups`, fieldGroup("Once"));
      const id = encodeURIComponent(group.text("$id"));
      const exported = await bench.client.get(`${paths.registry}/rpc/export/${id}`);
      return bench.client.post(`${paths.registry}/rpc/import`, exported.body);
    },
  },
];
