import { accept, paths } from "../client";
import { eventClass, fieldGroup, makeDataset, schema } from "../tutorial";
import { probe, type SwitchProbes, status } from "./switch-probe";

const { registry } = paths;

/** Of the ledger's areas Schema Registry and Identity Service. */
export const registryProbes: SwitchProbes = {
  resourceInUse: probe(async ({ client }) =>
    status(
      client.delete(`${registry}/tenant/schemas/${encodeURIComponent((await makeDataset(client)).schemaId)}`),
    ),
  ),
  cursorWithoutOrder: probe(async ({ client }) => {
    for (const title of ["a", "b"]) {
      await client.post(`${registry}/tenant/fieldgroups`, fieldGroup(title));
    }
    const list = await client.get(`${registry}/tenant/fieldgroups?start=a`, { headers: accept.list });
    return list.at("_page", "count");
  }),
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
  requiredMembers: probe(async ({ client }) => {
    const parts = { allOf: [{ $ref: eventClass }] };
    const path = `${registry}/tenant/schemas`;
    return [
      await status(client.post(path, { ...parts, title: "Untyped" })),
      await status(client.post(path, { ...parts, title: "Silent", type: "object" })),
      await status(client.post(`${registry}/tenant/fieldgroups`, { title: "For no class", type: "object" })),
    ];
  }),
  auditLogOfCreation: probe(async ({ client }) => {
    const { schemaId } = await makeDataset(client);
    return (await client.get(`${registry}/rpc/auditlog/${encodeURIComponent(schemaId)}`)).body;
  }),
  namespacePutAnswer: probe(async ({ client }) => {
    const path = "/data/core/idnamespace/identities";
    const namespace = { name: "x", code: "Loyalty", idType: "Email" };
    const made = await client.post(path, namespace);
    return Array.isArray((await client.put(`${path}/${made.at("id")}`, namespace)).body);
  }),
};
