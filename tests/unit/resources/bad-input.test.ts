import type { JsonObject } from "../../../provider/api/values";
import { check } from "../../../provider/lifecycle/check";
import type { AnyKind } from "../../../provider/lifecycle/kind";
import { UNKNOWN } from "../../../provider/lifecycle/unknown";
import { datasetKind } from "../../../provider/resources/dataset";
import { fieldGroupKind } from "../../../provider/resources/field-group";
import { flowKind } from "../../../provider/resources/flow";
import { mappingSetKind } from "../../../provider/resources/mapping-set";
import { schemaKind } from "../../../provider/resources/schema";
import { sourceConnectionKind } from "../../../provider/resources/source-connection";
import { SCHEMA_ID } from "./kinds";

const schemaRef = { id: SCHEMA_ID };
const connection = "133bb51f-f310-4b4a-b8b2-731aef1e223c";

const CASES: readonly (readonly [string, AnyKind, JsonObject, string, RegExp])[] = [
  [
    "an unknown source, with the nearest one",
    sourceConnectionKind,
    { connectionSpec: "custmerio" },
    "connectionSpec",
    /"custmerio" is not a known source\. Did you mean "customerio"\?/,
  ],
  [
    "a number for a text",
    sourceConnectionKind,
    { name: 3, connectionSpec: "customerio" },
    "name",
    /must be a string, not a number/,
  ],
  [
    "a missing property",
    sourceConnectionKind,
    { name: "x" },
    "connectionSpec",
    /connectionSpec is required|must be the name/,
  ],
  [
    "two source connections, both still unknown",
    flowKind,
    { sourceConnectionIds: [UNKNOWN, UNKNOWN], targetConnectionIds: [UNKNOWN] },
    "sourceConnectionIds",
    /exactly one source connection/,
  ],
  [
    "no target connection",
    flowKind,
    { sourceConnectionIds: [connection], targetConnectionIds: [] },
    "targetConnectionIds",
    /exactly one target connection/,
  ],
  [
    "two transformations of one name",
    flowKind,
    {
      sourceConnectionIds: [connection],
      targetConnectionIds: [connection],
      transformations: [
        { name: "Mapping", params: {} },
        { name: "Mapping", params: {} },
      ],
    },
    "transformations[1].name",
    /"Mapping" occurs twice/,
  ],
  [
    "an empty destination",
    mappingSetKind,
    { outputSchema: { schemaRef }, mappings: [{ source: "a", destination: " " }] },
    "mappings[0].destination",
    /must not be empty/,
  ],
  [
    "one destination twice, in two vocabularies",
    mappingSetKind,
    {
      outputSchema: { schemaRef: { id: UNKNOWN } },
      mappings: [
        { source: "a", destination: "x" },
        { sourceAttribute: "b", destinationXdmPath: "x" },
      ],
    },
    "mappings[1]",
    /mappings\[0\] already fills "x"/,
  ],
  [
    "an expression that is too long",
    mappingSetKind,
    {
      outputSchema: { schemaRef },
      mappings: [{ sourceType: "EXPRESSION", source: "a".repeat(4097), destination: "x" }],
    },
    "mappings[0].source",
    /longer than 4096 characters/,
  ],
  [
    "a malformed schema id",
    datasetKind,
    { schemaRef: { id: "customerio" } },
    "schemaRef.id",
    /must be a schema's id: schema\.id/,
  ],
  [
    "a class that is none",
    schemaKind,
    { title: "x", class: "experienceevnt" },
    "class",
    /Did you mean "experienceevent"\?/,
  ],
  [
    "a field of an unknown type, deep inside",
    fieldGroupKind,
    {
      title: "x",
      intendedToExtend: ["profile"],
      fields: { address: { type: "object", fields: { city: { type: "array", items: "strin" } } } },
    },
    "fields.address.fields.city.items",
    /must be a type \(string, date/,
  ],
  [
    "a field name that AEP refuses",
    fieldGroupKind,
    { title: "x", intendedToExtend: ["profile"], fields: { _mine: "string" } },
    "fields._mine",
    /do not begin with _/,
  ],
];

describe("bad input", () => {
  it.each(CASES)("%s is refused with its path and the way out", (_what, kind, args, property, reason) => {
    expect(check(kind, {}, args)).toContainEqual({ property, reason: expect.stringMatching(reason) });
  });

  it("a change that would replace a dataset is refused, unless its records may go", () => {
    const next = { schemaRef: { id: UNKNOWN } };
    expect(check(datasetKind, { schemaRef }, next)).toEqual([
      { property: "schemaRef", reason: expect.stringContaining("delete every record in it") },
    ]);
    const given = { schemaRef, forceDestroy: true };
    expect(check(datasetKind, given, { ...next, forceDestroy: true })).toEqual([]);
    // The flag counts as it is recorded and as it is declared.
    expect(check(datasetKind, given, next)).toHaveLength(1);
    expect(check(datasetKind, { schemaRef }, { ...next, forceDestroy: true })).toEqual([
      { property: "schemaRef", reason: expect.stringContaining("once it is recorded") },
    ]);
    expect(
      check(
        datasetKind,
        { schemaRef },
        { schemaRef: { ...schemaRef, contentType: "application/vnd.adobe.xed+json; version=1.0" } },
      ),
    ).toEqual([]);
  });
});
