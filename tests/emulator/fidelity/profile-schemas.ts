import { type Bench, paths, type Reply } from "../client";
import { fieldGroup, schema } from "../tutorial";

const tenant = `${paths.registry}/tenant`;

export const emailField = { email: { type: "string" }, total: { type: "number" } };

/** A schema with a primary identity, by its id. */
export async function identified(bench: Bench, title: string, fields: object = emailField): Promise<string> {
  const group = await bench.client.post(`${tenant}/fieldgroups`, {
    ...fieldGroup(`${title} fields`),
    definitions: {
      customFields: { type: "object", properties: { _extconndev: { type: "object", properties: fields } } },
    },
  });
  const made = await bench.client.post(`${tenant}/schemas`, schema(title, group.text("$id")));
  const identity = { "xdm:namespace": "Email", "xdm:property": "xdm:code", "xdm:isPrimary": true };
  await describeField(bench, made.text("$id"), "descriptorIdentity", identity);
  return made.text("$id");
}

export function describeField(bench: Bench, schemaId: string, type: string, members: object): Promise<Reply> {
  return bench.client.post(`${tenant}/descriptors`, {
    "@type": `xdm:${type}`,
    "xdm:sourceSchema": schemaId,
    "xdm:sourceVersion": 1,
    "xdm:sourceProperty": "/_extconndev/email",
    ...members,
  });
}

export function relate(bench: Bench, source: string, destination: string): Promise<Reply> {
  const members = { "xdm:destinationSchema": destination, "xdm:destinationVersion": 1 };
  return describeField(bench, source, "descriptorOneToOne", members);
}

export function enable(bench: Bench, schemaId: string): Promise<Reply> {
  return bench.client.patch(`${tenant}/schemas/${encodeURIComponent(schemaId)}`, [
    { op: "add", path: "/meta:immutableTags", value: ["union"] },
  ]);
}
