import fc from "fast-check";
import type { Json, JsonObject } from "../../../provider/api/values";
import { type Expression, express } from "../../../provider/export/express";
import type { AnyKind } from "../../../provider/lifecycle/kind";
import { expandTenant } from "../../../provider/lifecycle/tenant";
import { baseConnectionKind } from "../../../provider/resources/base-connection";
import { datasetKind } from "../../../provider/resources/dataset";
import { fieldGroupKind } from "../../../provider/resources/field-group";
import { flowKind } from "../../../provider/resources/flow";
import { mappingSetKind } from "../../../provider/resources/mapping-set";
import { schemaKind } from "../../../provider/resources/schema";
import { sourceConnectionKind } from "../../../provider/resources/source-connection";
import { targetConnectionKind } from "../../../provider/resources/target-connection";
import { KINDS, SCHEMA_ID } from "../resources/kinds";
import { argsOf, expectNothingToChange, TENANT } from "./nothing-to-change";

/** As AEP would answer the object: by and large as it was sent. */
function liveOf(kind: AnyKind, args: JsonObject): JsonObject {
  return kind.toBody(expandTenant(args, TENANT) as JsonObject, TENANT, 0);
}

describe.each(KINDS.map(([kind, args]) => [kind.name, kind, args] as const))(
  "a %s",
  (_name, kind, declared) => {
    it("is expressed such that nothing is to be changed", () => {
      const live = liveOf(kind, declared);
      const expression = express(kind, live, TENANT);
      expectNothingToChange(kind, live, argsOf(expression));
      expect(expression).toMatchObject({ remarks: [] });
    });

    it("would be sent as it is, were it made anew", () => {
      const live = liveOf(kind, declared);
      expect(liveOf(kind, argsOf(express(kind, live, TENANT)))).toEqual(withoutHidden(live));
    });

    it("is expressed or refused for a reason, whatever AEP adds", () => {
      const live = liveOf(kind, declared);
      fc.assert(
        fc.property(
          fc.array(fc.tuple(fc.nat(40), fc.string(), fc.jsonValue()), { maxLength: 4 }),
          (additions) => {
            const grown = additions.reduce<Json>(
              (value, [where, name, member]) => grow(value, where, name, member as Json),
              live,
            ) as JsonObject;
            let expression: Expression;
            try {
              expression = express(kind, grown, TENANT);
            } catch (error) {
              throw new Error(`Not expressed: ${JSON.stringify(grown)}`, { cause: error });
            }
            if (expression.isExpressed) expectNothingToChange(kind, grown, expression.args);
            else expect(expression.reason).toMatch(/\w/);
          },
        ),
        { numRuns: 40 },
      );
    });
  },
);

/** AEP never shows credentials, so they cannot be among what is sent again. */
function withoutHidden({ auth: _never, ...rest }: JsonObject): JsonObject {
  return rest;
}

/** The value with a further member in the object that is the nth to be met. */
function grow(value: Json, nth: number, name: string, member: Json): Json {
  let count = nth;
  const visit = (each: Json): Json => {
    if (Array.isArray(each)) return each.map(visit);
    if (typeof each !== "object" || each === null) return each;
    const isHere = count-- === 0;
    const members = Object.entries(each).map(([key, inner]): [string, Json] => [key, visit(inner as Json)]);
    return Object.fromEntries(isHere && !(name in each) ? [...members, [name, member]] : members);
  };
  return visit(value);
}

describe("what AEP adds and writes in its own way", () => {
  const flow = {
    id: "c0c7e9d4-0000-4000-8000-000000000000",
    name: "Orders",
    flowSpec: { id: "14518937-270c-4525-bdec-c2ba7cce3860", version: "1.0" },
    sourceConnectionIds: ["133bb51f-f310-4b4a-b8b2-731aef1e223c"],
    targetConnectionIds: ["da8b75ad-f6ee-4991-95df-291e62936e98"],
    scheduleParams: { startTime: "1612310475", frequency: "minute", interval: "15", backfill: "true" },
    transformations: [
      { name: "Mapping", params: { mappingId: "59c0e53a2dc84f7791ecc1b3d6e51d5e", mappingVersion: "3" } },
    ],
  };

  it("is read as the kind reads it: schedules and versions as text", () => {
    const args = argsOf(express(flowKind, flow, TENANT));
    expect(args.scheduleParams).toEqual({
      startTime: 1612310475,
      frequency: "minute",
      interval: 15,
      backfill: true,
    });
    expect(args.transformations).toEqual([
      { name: "Mapping", params: { mappingId: "59c0e53a2dc84f7791ecc1b3d6e51d5e", mappingVersion: 3 } },
    ]);
    expectNothingToChange(flowKind, flow, args);
  });

  it("says that a flow is stopped, and not that it runs", () => {
    expect(argsOf(express(flowKind, { ...flow, state: "disabled" }, TENANT)).state).toBe("disabled");
    expect(argsOf(express(flowKind, { ...flow, state: "enabled" }, TENANT))).not.toHaveProperty("state");
  });

  it("is an output where the provider takes it for one, and otherwise told of", () => {
    const options = {
      inletUrl: "https://dcs.adobedc.net/collection/1",
      errorDiagnosticsEnabled: true,
      future: 1,
    };
    expect(express(flowKind, { ...flow, options }, TENANT)).toMatchObject({
      args: { options: { errorDiagnosticsEnabled: true } },
      remarks: [{ property: "options.future", reason: "is nothing that this package knows" }],
    });
  });

  it("is told from the tags that people set", () => {
    const tags = {
      "adobe/pqs/table": ["orders"],
      "aep/siphon/partitions": ["a"],
      unifiedProfile: ["enabled:true", "enabledAt:2026-01-01 00:00:00"],
      "two words": ["x"],
      team: ["shop"],
    };
    const dataset = { name: "Orders", schemaRef: { id: SCHEMA_ID }, tags };
    expect(express(datasetKind, dataset, TENANT)).toMatchObject({
      args: { tags: { unifiedProfile: ["enabled:true"], team: ["shop"] } },
      remarks: [{ property: "tags.two words", reason: "must not contain blanks." }],
    });
    const untouched = { ...dataset, tags: { "adobe/pqs/table": ["orders"] } };
    expect(express(datasetKind, untouched, TENANT)).toEqual({
      isExpressed: true,
      args: { name: "Orders", schemaRef: { id: SCHEMA_ID } },
      remarks: [],
    });
  });

  it("is left out with the whole property where a part would be drift", () => {
    const source = {
      name: "Orders",
      connectionSpec: { id: "96479064-7b8a-4d69-b9ed-21c5683837ea", version: "1.0", name: "Customer.io" },
      data: { format: "json", schema: null },
    };
    expect(express(sourceConnectionKind, source, TENANT)).toEqual({
      isExpressed: true,
      args: { name: "Orders", connectionSpec: "customerio" },
      remarks: [
        { property: "data.schema", reason: "is nothing that this package knows" },
        { property: "data", reason: "holds more in AEP than can be declared" },
      ],
    });
  });
});

describe("a declaration", () => {
  it("names what the catalogue knows, and gives the id of what it does not", () => {
    const source = (id: string, version = "1.0") => ({ name: "Orders", connectionSpec: { id, version } });
    const specOf = (live: object) => argsOf(express(sourceConnectionKind, live, TENANT)).connectionSpec;
    expect(specOf(source("96479064-7b8a-4d69-b9ed-21c5683837ea"))).toBe("customerio");
    expect(specOf(source("96479064-7b8a-4d69-b9ed-21c5683837ea", "2.0"))).toEqual({
      id: "96479064-7b8a-4d69-b9ed-21c5683837ea",
      version: "2.0",
    });
    expect(specOf(source("00000000-0000-4000-8000-000000000000"))).toEqual({
      id: "00000000-0000-4000-8000-000000000000",
    });
  });

  it("leaves out what goes without saying", () => {
    const contentType = "application/vnd.adobe.xed-full+json;version=1";
    const dataset = { name: "Orders", description: "", schemaRef: { id: SCHEMA_ID, contentType }, tags: {} };
    expect(argsOf(express(datasetKind, dataset, TENANT))).toEqual({
      name: "Orders",
      schemaRef: { id: SCHEMA_ID },
    });
    const target = {
      name: "Orders",
      connectionSpec: { id: "c604ff05-7f1a-43c0-8e18-33bf874cb11c", version: "1.0" },
      data: { format: "json", schema: { id: SCHEMA_ID, version: contentType } },
      params: { dataSetId: "63ec807d3f5ce91bd2d06c65" },
    };
    expect(argsOf(express(targetConnectionKind, target, TENANT))).toEqual({
      name: "Orders",
      data: { format: "json", schema: { id: SCHEMA_ID } },
      params: { dataSetId: "63ec807d3f5ce91bd2d06c65" },
    });
  });

  it("keeps the major version of a schema that is not the first", () => {
    const contentType = "application/vnd.adobe.xed-full+json;version=2";
    const dataset = { name: "Orders", schemaRef: { id: SCHEMA_ID, contentType } };
    expect(argsOf(express(datasetKind, dataset, TENANT)).schemaRef).toEqual({ id: SCHEMA_ID, contentType });
  });

  it("speaks of the tenant by its placeholder, and of mappings in today's words", () => {
    const set = {
      id: "59c0e53a2dc84f7791ecc1b3d6e51d5e",
      version: 0,
      xdmSchema: SCHEMA_ID,
      mappings: [
        { sourceAttribute: "metric", destinationXdmPath: "_extconndev.metricx", identity: false, version: 0 },
        { sourceType: "text/x.schema-path", source: "email", destination: "_extconndev.email" },
        { sourceType: "text/x.aep-xl", source: "upper(_extconndev.city)", destination: "_extconndev.city" },
      ],
    };
    expect(argsOf(express(mappingSetKind, set, TENANT))).toEqual({
      outputSchema: { schemaRef: { id: SCHEMA_ID } },
      mappings: [
        { source: "metric", destination: "_{TENANT_ID}.metricx" },
        { source: "email", destination: "_{TENANT_ID}.email" },
        { sourceType: "EXPRESSION", source: "upper(_{TENANT_ID}.city)", destination: "_{TENANT_ID}.city" },
      ],
    });
  });

  it("says nothing of an account's credentials", () => {
    const account = {
      name: "Shop",
      connectionSpec: { id: "b7bf2577-4520-42c9-bae9-cad01560f7bc", version: "1.0" },
      auth: { specName: "Basic Authentication for sftp", params: { password: "canary" } },
    };
    expect(express(baseConnectionKind, account, TENANT)).toEqual({
      isExpressed: true,
      args: { name: "Shop", connectionSpec: "sftp" },
      remarks: [],
    });
  });

  it.each([
    { path: "https://files.example.com/in?sv=1&sig=canary" },
    { connectionString: "Server=db;PWD=canary" },
    { options: [{ apiToken: "canary" }] },
  ])("leaves parameters out that seem to hold a credential: %j", (params) => {
    const source = {
      name: "Orders",
      connectionSpec: { id: "00000000-0000-4000-8000-000000000000", version: "1.0" },
      params,
    };
    const expression = express(sourceConnectionKind, source, TENANT);
    expect(JSON.stringify(expression)).not.toContain("canary");
    expect(expression).toMatchObject({ isExpressed: true, remarks: [{ property: "params" }] });
  });
});

describe("what cannot be declared", () => {
  it("is a draft", () => {
    expect(express(flowKind, { id: "1", name: "Begun", state: "draft" }, TENANT)).toMatchObject({
      isExpressed: false,
      reason: expect.stringContaining("draft"),
    });
  });

  it("is an object without what every one of its kind has", () => {
    const target = {
      name: "To a destination",
      connectionSpec: { id: "00000000-0000-4000-8000-000000000000", version: "1.0" },
    };
    expect(express(targetConnectionKind, target, TENANT)).toEqual({
      isExpressed: false,
      reason: "data: is missing",
    });
  });

  it("is a field group whose fields say more than fields can; single ones stay AEP's", () => {
    const group = (properties: object) => ({
      $id: "https://ns.adobe.com/extconndev/mixins/1",
      title: "Orders",
      "meta:intendedToExtend": ["https://ns.adobe.com/xdm/context/profile"],
      definitions: { customFields: { properties: { _extconndev: { type: "object", properties } } } },
    });
    expect(express(fieldGroupKind, group({ _id: { type: "string" } }), TENANT)).toMatchObject({
      isExpressed: false,
    });
    expect(
      express(fieldGroupKind, group({ city: { type: "string" }, _id: { type: "string" } }), TENANT),
    ).toMatchObject({
      args: { fields: { city: "string" } },
      remarks: [{ property: "fields._id" }],
    });
  });

  it("is listed where the provider never looks: constraints of objects, fields of others, labels of values", () => {
    const live = {
      title: "Orders",
      "meta:intendedToExtend": ["https://ns.adobe.com/xdm/context/profile"],
      definitions: {
        customFields: {
          properties: {
            _extconndev: {
              type: "object",
              properties: {
                state: { type: "string", enum: ["open"], "meta:enum": { open: "Open" } },
                lines: {
                  type: "array",
                  minItems: 1,
                  items: { type: "object", required: ["sku"], properties: {} },
                },
              },
            },
            person: { type: "object" },
          },
        },
      },
      allOf: [{ $ref: "#/definitions/customFields" }, { $ref: "https://ns.adobe.com/xdm/mixins/other" }],
    };
    const expression = express(fieldGroupKind, live, TENANT);
    expect(expression.isExpressed && expression.remarks.map(({ property }) => property)).toEqual([
      "fields.state.meta:enum",
      "fields.lines.minItems",
      "fields.lines[].required",
      "person",
      "allOf",
    ]);
  });

  it("is referred to by its id: a custom class, a data type", () => {
    const schema = {
      $id: SCHEMA_ID,
      title: "Machines",
      "meta:class": "https://ns.adobe.com/extconndev/classes/1",
      allOf: [{ $ref: "https://ns.adobe.com/extconndev/classes/1" }],
    };
    expect(argsOf(express(schemaKind, schema, TENANT))).toEqual({
      title: "Machines",
      class: "https://ns.adobe.com/extconndev/classes/1",
    });
  });
});
