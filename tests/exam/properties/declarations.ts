import fc from "fast-check";
import type { JsonObject } from "../../../provider/api/values";
import { check } from "../../../provider/lifecycle/check";
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

/** A kind, everything that could be declared of it, and what Adobe documents as editable of it. */
export interface Subject {
  readonly kind: AnyKind;
  readonly declaration: fc.Arbitrary<JsonObject>;
  readonly editablePaths: RegExp;
}

const text = fc.string({ minLength: 1, maxLength: 16, unit: "grapheme" });
const maybeText = fc.option(text, { nil: undefined });
const identifier = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/);
const hexadecimal = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
const schemaId = hexadecimal(8).map((digits) => `https://ns.adobe.com/extconndev/schemas/${digits}`);
const contentType = fc.constantFrom(
  undefined,
  "application/vnd.adobe.xed-full+json;version=1",
  "application/vnd.adobe.xed-full+json; version=1",
);
const reference = fc.record({ id: schemaId, contentType }).map(withoutUndefined);

const { field } = fc.letrec<{ field: JsonObject | string; tree: JsonObject }>((tie) => ({
  field: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.constantFrom("string", "integer", "number", "boolean", "date", "date-time", "byte", "short", "long"),
    fc.record({ type: fc.constant("string"), title: text, pattern: fc.constantFrom("^a", "b+") }),
    fc.record({
      type: fc.constant("integer"),
      minimum: fc.nat(9),
      maximum: fc.integer({ min: 10, max: 20 }),
    }),
    fc.record({ type: fc.constant("object"), fields: tie("tree") }),
    fc.record({ type: fc.constant("array"), items: tie("field") }),
    fc.record({ type: fc.constant("map"), values: tie("field") }),
  ) as fc.Arbitrary<JsonObject | string>,
  tree: fc.dictionary(identifier, tie("field"), { minKeys: 1, maxKeys: 4 }) as fc.Arbitrary<JsonObject>,
}));

const mapping = fc
  .tuple(
    identifier,
    fc.constantFrom("plain", "expression", "constant", "tutorial", "tutorial expression"),
    text,
  )
  .map(([name, form, source]): JsonObject => {
    const [path, destination] = [`data.${name}`, `_{TENANT_ID}.${name}`];
    if (form === "expression") return { sourceType: "EXPRESSION", source: `lower(${path})`, destination };
    if (form === "constant") return { sourceType: "STATIC", source, destination };
    if (form === "tutorial") return { sourceAttribute: path, destinationXdmPath: destination };
    if (form === "tutorial expression") {
      return { sourceExpression: `lower(${path})`, destinationXdmPath: destination, identity: false };
    }
    return { source: path, destination };
  });

const transformations = fc
  .tuple(hexadecimal(32), fc.nat(5))
  .map(([mappingId, mappingVersion]) => [{ name: "Mapping", params: { mappingId, mappingVersion } }]);

const scheduled = fc.record({
  flowSpec: fc.constant("CRMToAEP"),
  scheduleParams: fc.record({
    // Far enough ahead to be changed at will.
    startTime: fc.integer({ min: 4_000_000_000, max: 4_100_000_000 }),
    frequency: fc.constantFrom("hour", "day"),
    interval: fc.integer({ min: 1, max: 9 }),
  }),
});
const streaming = fc.constantFrom({}, { flowSpec: "GenericStreamingAEP" });

const FLOW_SERVICE_LABELS = "/(name|description)$";

export const SUBJECTS: readonly Subject[] = [
  subject(
    fieldGroupKind,
    /^\/(title|description)$|^\/definitions\/customFields\/properties\/_extconndev\/properties\/./,
    {
      title: text,
      description: maybeText,
      intendedToExtend: fc.constantFrom(["experienceevent"], ["profile"], ["profile", "experienceevent"]),
      fields: fc.dictionary(identifier, field, { minKeys: 1, maxKeys: 5 }),
    },
  ),
  subject(schemaKind, /^\/(title|description|allOf\/-)$/, {
    title: text,
    description: maybeText,
    class: fc.constantFrom("experienceevent", "profile", "https://ns.adobe.com/xdm/context/profile"),
    fieldGroups: fc.uniqueArray(
      hexadecimal(4).map((digits) => `https://ns.adobe.com/extconndev/mixins/${digits}`),
      { maxLength: 4 },
    ),
  }),
  subject(datasetKind, /^\/(name|description)$/, {
    name: text,
    description: maybeText,
    schemaRef: reference,
    forceDestroy: fc.constantFrom(undefined, true, false),
  }),
  subject(baseConnectionKind, new RegExp(`^${FLOW_SERVICE_LABELS}|^/auth/params$`), {
    name: text,
    description: maybeText,
    connectionSpec: fc.constant("sftp"),
    auth: fc.record({
      specName: fc.constant("Basic Authentication for sftp"),
      params: fc.record({ host: text, userName: text, password: text }),
    }),
    testConnection: fc.constantFrom(undefined, false),
  }),
  subject(sourceConnectionKind, new RegExp(`^${FLOW_SERVICE_LABELS}|^/params`), {
    name: text,
    description: maybeText,
    connectionSpec: fc.constant("sftp"),
    baseConnectionId: fc.uuid(),
    data: fc.constantFrom({ format: "delimited" }, { format: "json" }),
    params: fc.record({
      path: text.map((name) => `/${name}`),
      type: fc.constantFrom("file", "folder"),
      recursive: fc.boolean(),
    }),
  }),
  subject(targetConnectionKind, new RegExp(`^${FLOW_SERVICE_LABELS}`), {
    name: text,
    description: maybeText,
    data: reference.map(({ id, contentType: version }) => ({
      format: "json",
      schema: withoutUndefined({ id, version }),
    })),
    params: hexadecimal(24).map((dataSetId) => ({ dataSetId })),
  }),
  subject(mappingSetKind, /never/, {
    name: maybeText,
    outputSchema: reference.map((schemaRef) => ({ schemaRef })),
    mappings: fc.uniqueArray(mapping, {
      minLength: 1,
      maxLength: 5,
      selector: ({ destination, destinationXdmPath }) => destination ?? destinationXdmPath,
    }),
  }),
  subject(flowKind, new RegExp(`^${FLOW_SERVICE_LABELS}|^/transformations(/|$)|^/scheduleParams/`), {
    name: text,
    description: maybeText,
    sourceConnectionIds: fc.uuid().map((id) => [id]),
    targetConnectionIds: fc.uuid().map((id) => [id]),
    transformations: fc.option(transformations, { nil: undefined }),
    when: fc.oneof(streaming, scheduled),
  }),
  subject(identityNamespaceKind, /never/, {
    name: maybeText,
    code: fc.stringMatching(/^[A-Za-z0-9]{1,8}$/),
    idType: fc.constantFrom("Cookie", "Cross_device", "Email", "Phone"),
    description: maybeText,
  }),
  subject(identityDescriptorKind, /never/, {
    sourceSchema: schemaId,
    sourceProperty: identifier.chain((name) =>
      fc.constantFrom(`_{TENANT_ID}.${name}`, `/_{TENANT_ID}/${name}`),
    ),
    namespace: fc.constantFrom("Email", "email", "Phone", "customerId"),
    isPrimary: fc.constantFrom(undefined, true, false),
  }),
];

function subject(
  kind: AnyKind,
  editablePaths: RegExp,
  { when = fc.constant({}), ...properties }: Readonly<Record<string, fc.Arbitrary<unknown>>>,
): Subject {
  const declaration = fc
    .tuple(fc.record(properties), when)
    .map(([own, more]) => withoutUndefined({ ...own, ...(more as object) }))
    .filter((args) => check(kind, {}, args).length === 0);
  return { kind, declaration, editablePaths };
}

function withoutUndefined(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value));
}
