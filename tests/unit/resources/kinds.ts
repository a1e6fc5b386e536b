import type { JsonObject } from "../../../provider/api/values";
import type { AnyKind } from "../../../provider/lifecycle/kind";
import { baseConnectionKind } from "../../../provider/resources/base-connection";
import { datasetKind } from "../../../provider/resources/dataset";
import { fieldGroupKind } from "../../../provider/resources/field-group";
import { flowKind } from "../../../provider/resources/flow";
import { identityDescriptorKind } from "../../../provider/resources/identity-descriptor";
import { identityNamespaceKind } from "../../../provider/resources/identity-namespace";
import { mappingSetKind } from "../../../provider/resources/mapping-set";
import { schemaKind } from "../../../provider/resources/schema";
import { sourceConnectionKind } from "../../../provider/resources/source-connection";
import { targetConnectionKind } from "../../../provider/resources/target-connection";

export const SCHEMA_ID =
  "https://ns.adobe.com/extconndev/schemas/945546112b746524bfd9f1264b26c2b7d8e7f5b7fadb953a";

/** Every kind with arguments that declare all of its properties. */
export const KINDS: readonly (readonly [AnyKind, JsonObject])[] = [
  [
    fieldGroupKind,
    {
      title: "Customer.io event",
      description: "What Customer.io reports",
      intendedToExtend: ["experienceevent"],
      fields: {
        email: "string",
        address: { type: "object", fields: { city: { type: "string", title: "City" } } },
      },
    },
  ],
  [
    schemaKind,
    {
      title: "Customer.io",
      description: "Events",
      class: "experienceevent",
      fieldGroups: ["https://ns.adobe.com/extconndev/mixins/0123"],
      identities: [{ sourceProperty: "_{TENANT_ID}.email", namespace: "Email", isPrimary: true }],
      immutableTags: ["union"],
    },
  ],
  [
    datasetKind,
    {
      name: "Events",
      description: "All of them",
      schemaRef: { id: SCHEMA_ID },
      tags: { unifiedProfile: ["enabled:true", "isUpsert:true"], "team/owner": ["orders"] },
      forceDestroy: true,
    },
  ],
  [
    identityNamespaceKind,
    { name: "Customers", code: "Customer", idType: "Cross_device", description: "Who buys" },
  ],
  [
    identityDescriptorKind,
    { sourceSchema: SCHEMA_ID, sourceProperty: "/_{TENANT_ID}/email", namespace: "Email", isPrimary: true },
  ],
  [
    baseConnectionKind,
    {
      name: "Account",
      description: "Signs in",
      connectionSpec: "sftp",
      auth: {
        specName: "Basic Authentication for sftp",
        params: { host: "sftp.example.com", userName: "reader", password: "not a real one" },
      },
      testConnection: true,
    },
  ],
  [
    sourceConnectionKind,
    {
      name: "Source",
      description: "Reads",
      connectionSpec: "sftp",
      baseConnectionId: "133bb51f-f310-4b4a-b8b2-731aef1e223c",
      data: { format: "delimited", properties: { columnDelimiter: "," } },
      params: { path: "/in", recursive: true, columns: [{ name: "id", type: "string" }] },
      providerId: "521eee4d-8cbe-4906-bb48-fb6bd4450033",
    },
  ],
  [
    targetConnectionKind,
    {
      name: "Target",
      description: "Writes",
      connectionSpec: { id: "c604ff05-7f1a-43c0-8e18-33bf874cb11c", version: "1.0" },
      data: {
        format: "json",
        schema: { id: SCHEMA_ID, version: "application/vnd.adobe.xed-full+json;version=1" },
      },
      params: { dataSetId: "63ec807d3f5ce91bd2d06c65" },
    },
  ],
  [
    mappingSetKind,
    {
      name: "Mapping",
      outputSchema: { schemaRef: { id: SCHEMA_ID } },
      mappings: [
        { source: "data.email", destination: "_{TENANT_ID}.email" },
        { sourceAttribute: "metric", destinationXdmPath: "_{TENANT_ID}.metric" },
      ],
    },
  ],
  [
    flowKind,
    {
      name: "Flow",
      description: "Moves",
      flowSpec: "CRMToAEP",
      sourceConnectionIds: ["133bb51f-f310-4b4a-b8b2-731aef1e223c"],
      targetConnectionIds: ["da8b75ad-f6ee-4991-95df-291e62936e98"],
      transformations: [
        { name: "Mapping", params: { mappingId: "59c0e53a2dc84f7791ecc1b3d6e51d5e", mappingVersion: 0 } },
      ],
      scheduleParams: { startTime: 4102444800, frequency: "hour", interval: 1, backfill: true },
      state: "disabled",
      options: { errorDiagnosticsEnabled: true, partialIngestionPercent: 5 },
    },
  ],
];
