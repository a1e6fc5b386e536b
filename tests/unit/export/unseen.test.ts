import { express } from "../../../provider/export/express";
import type { AnyKind } from "../../../provider/lifecycle/kind";
import { datasetKind } from "../../../provider/resources/dataset";
import { mappingSetKind } from "../../../provider/resources/mapping-set";
import { schemaKind } from "../../../provider/resources/schema";
import { sourceConnectionKind } from "../../../provider/resources/source-connection";
import { SCHEMA_ID } from "../resources/kinds";
import { expectNothingToChange, TENANT } from "./nothing-to-change";

describe("what no declaration has words for is said", () => {
  const remarksOf = (kind: AnyKind, live: object) => {
    const expression = express(kind, live, TENANT);
    if (!expression.isExpressed) throw new Error(expression.reason);
    expectNothingToChange(kind, live, expression.args);
    return expression.remarks.map(({ property, reason }) => `${property}: ${reason}`);
  };
  const stays = "cannot be declared";
  const ref = (id: string, more: object = {}) => ({ $ref: `https://ns.adobe.com/${id}`, ...more });

  it("of a schema: descriptors, parts of field groups, fields of its own", () => {
    const descriptor = (type: string, more: object = {}) => ({
      "@type": type,
      "@id": "d",
      "xdm:sourceSchema": SCHEMA_ID,
      "xdm:sourceProperty": "/_extconndev/email",
      ...more,
    });
    const live = {
      title: "Orders",
      "meta:class": "https://ns.adobe.com/xdm/context/profile",
      allOf: [
        ref("xdm/context/profile"),
        ref("extconndev/mixins/1", { "meta:refProperty": "/_extconndev/email" }),
        { type: "object", properties: { own: { type: "string" } } },
      ],
      definitions: { customFields: { properties: { a: { type: "string" } } } },
      properties: {},
      identities: [
        descriptor("xdm:descriptorIdentity", { "xdm:namespace": "Email", "xdm:isPrimary": true }),
        descriptor("xdm:descriptorIdentity", { "xdm:sourceProperty": ["/a", "/b"] }),
      ],
      otherDescriptors: [
        descriptor("xdm:descriptorOneToOne", { "xdm:destinationSchema": "https://ns.adobe.com/x/schemas/y" }),
        descriptor("xdm:descriptorLabel", { "xdm:labels": ["core/C1"] }),
      ],
    };
    expect(remarksOf(schemaKind, live)).toEqual([
      `definitions: ${stays}`,
      `allOf[1]: takes /_extconndev/email of https://ns.adobe.com/extconndev/mixins/1 alone: ${stays}`,
      `allOf[2]: holds fields of its own: ${stays}`,
      `xdm:descriptorOneToOne: of /_extconndev/email to https://ns.adobe.com/x/schemas/y ${stays}`,
      `xdm:descriptorLabel: of /_extconndev/email ${stays}`,
      `xdm:descriptorIdentity: of ["/a","/b"] ${stays}`,
    ]);
  });

  it("of a dataset: labels, retention, observed fields, other forms of files", () => {
    const dataset = { name: "Orders", schemaRef: { id: SCHEMA_ID } };
    const usual = {
      fileDescription: { persisted: true, containerFormat: "parquet", format: "parquet" },
      extensions: { adobe_lakeHouse: {}, adobe_unifiedProfile: {} },
      dule: { identity: [], contract: [], sensitive: [], contracts: [] },
      enableErrorDiagnostics: false,
      observableSchema: {},
      imsOrg: "X@AdobeOrg",
      viewId: "1",
    };
    expect(remarksOf(datasetKind, { ...dataset, ...usual })).toEqual([]);
    const special = {
      extensions: { adobe_lakeHouse: { rowExpiration: { ttlValue: "P3M" } } },
      dule: { contract: ["C1"] },
      enableErrorDiagnostics: true,
      fileDescription: { ...usual.fileDescription, format: "csv", header: true },
    };
    expect(remarksOf(datasetKind, { ...dataset, ...special })).toEqual([
      `enableErrorDiagnostics: ${stays}`,
      `extensions: ${stays}`,
      `dule: ${stays}`,
      `fileDescription.format: ${stays}`,
      `fileDescription.header: ${stays}`,
    ]);
  });

  it("of an object of Flow Service: access labels and policies, and nothing that AEP computes", () => {
    const live = {
      name: "Orders",
      connectionSpec: { id: "96479064-7b8a-4d69-b9ed-21c5683837ea", version: "1.0" },
      inheritedAttributes: { sourceConnections: [{ id: "x" }] },
      labels: [],
    };
    expect(remarksOf(sourceConnectionKind, live)).toEqual([]);
    const marked = { ...live, labels: ["core/C1"], policy: { enforcementRefs: ["p"] } };
    expect(remarksOf(sourceConnectionKind, marked)).toEqual([`labels: ${stays}`, `policy: ${stays}`]);
  });

  it("of a mapping: its texts, and the marks of the old vocabulary", () => {
    const live = {
      outputSchema: { schemaRef: { id: SCHEMA_ID } },
      mappings: [
        { source: "a", sourceType: "ATTRIBUTE", destination: "x.a", description: "first", identity: false },
        { sourceAttribute: "b", destinationXdmPath: "x.b", identity: true, namespaceCode: "Email" },
      ],
    };
    const goes =
      "cannot be declared; the next change of the mappings takes it away. Declare identities of the Schema instead";
    expect(remarksOf(mappingSetKind, live)).toEqual([
      `mappings[x.a].description: ${stays}`,
      `mappings[x.b].identity: ${goes}`,
      `mappings[x.b].namespaceCode: ${goes}`,
    ]);
  });
});
