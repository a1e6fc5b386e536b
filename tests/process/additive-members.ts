import { z } from "zod";
import type { PlatformUser } from "../support/emulator";
import type { Properties } from "../support/provider-process";
import { addressOf, edited, type ObjectKind, objectKind } from "./objects";
import { done, type Foundation, held, PATHS } from "./platform";

/** Where an object is, for somebody who changes it without the program. */
export interface Elsewhere {
  readonly user: PlatformUser;
  readonly id: string;
  readonly foundation: Foundation;
}

type Act = (elsewhere: Elsewhere) => Promise<unknown>;

/** A property whose members may belong to several people. */
export interface AdditiveProperty {
  readonly kind: string;
  readonly property: string;
  /** Declares at least one member. */
  readonly inputs: (foundation: Foundation) => Properties;
  /** Adds a member that nobody declares. */
  readonly adds: Act;
  /** Whether what was added is there. */
  readonly isThere: (elsewhere: Elsewhere) => Promise<boolean>;
  /** Takes a declared member away. */
  readonly removes: Act;
  /** Gives a declared member another value; absent where it has none. */
  readonly changes?: Act;
}

const operations =
  (object: ObjectKind, list: (foundation: Foundation) => readonly object[], contentType?: string): Act =>
  ({ user, id, foundation }) =>
    done(
      user(addressOf(object, id), {
        method: "PATCH",
        body: list(foundation),
        ...(contentType !== undefined && { headers: { "content-type": contentType } }),
      }),
    );

const holds =
  (object: ObjectKind, ...texts: readonly ((foundation: Foundation) => string)[]) =>
  async ({ user, id, foundation }: Elsewhere) => {
    const live = JSON.stringify(await held(user, addressOf(object, id)));
    return texts.every((text) => live.includes(text(foundation)));
  };

const fieldGroup = objectKind("fieldGroup");
const schema = objectKind("schema");
const dataset = objectKind("dataset");
const FIELDS = "/definitions/customFields/properties/_extconndev/properties";
const JSON_PATCH = "application/json-patch+json";
const EMAIL = { sourceProperty: "_{TENANT_ID}.email", namespace: "Email", isPrimary: true };

const DESCRIPTORS = `${PATHS.registry}/descriptors`;
const listed = z.record(
  z.string(),
  z.array(
    z.looseObject({ "@id": z.string(), "xdm:sourceSchema": z.string(), "xdm:sourceProperty": z.string() }),
  ),
);

async function descriptor({ user, id }: Elsewhere, path: string): Promise<string | undefined> {
  const all = await done(user(DESCRIPTORS, { headers: { Accept: "application/vnd.adobe.xdm+json" } }));
  return Object.values(listed.parse(all))
    .flat()
    .find((each) => each["xdm:sourceSchema"] === id && each["xdm:sourceProperty"] === path)?.["@id"];
}

const ofEmail =
  (request: (id: string) => Parameters<PlatformUser>[1]): Act =>
  async (elsewhere) => {
    const address = `${DESCRIPTORS}/${await descriptor(elsewhere, "/_extconndev/email")}`;
    await done(elsewhere.user(address, request(elsewhere.id)));
  };

const identity = (id: string, path: string, namespace: string, isPrimary: boolean) => ({
  "@type": "xdm:descriptorIdentity",
  "xdm:sourceSchema": id,
  "xdm:sourceVersion": 1,
  "xdm:sourceProperty": path,
  "xdm:namespace": namespace,
  "xdm:property": "xdm:code",
  "xdm:isPrimary": isPrimary,
});

export const ADDITIVE_PROPERTIES: readonly AdditiveProperty[] = [
  {
    kind: "fieldGroup",
    property: "fields",
    inputs: fieldGroup.inputs,
    adds: operations(fieldGroup, () => [
      { op: "add", path: `${FIELDS}/theirs`, value: { type: "string" } },
      { op: "add", path: `${FIELDS}/buyer/properties/theirs`, value: { type: "integer" } },
    ]),
    isThere: holds(fieldGroup, () => '"theirs"'),
    removes: operations(fieldGroup, () => [{ op: "remove", path: `${FIELDS}/buyer/properties/email` }]),
    changes: operations(fieldGroup, () => [
      { op: "replace", path: `${FIELDS}/buyer/properties/email/title`, value: "Theirs" },
    ]),
  },
  {
    kind: "schema",
    property: "fieldGroups",
    inputs: schema.inputs,
    adds: operations(schema, ({ otherFieldGroupId: $ref }) => [
      { op: "add", path: "/allOf/-", value: { $ref } },
    ]),
    isThere: holds(schema, ({ otherFieldGroupId }) => otherFieldGroupId),
    removes: operations(schema, () => [{ op: "remove", path: "/allOf/1" }]),
  },
  {
    kind: "schema",
    property: "identities",
    inputs: (foundation) => edited(schema.inputs(foundation), { identities: [EMAIL] }),
    adds: ({ user, id }) =>
      done(user(DESCRIPTORS, { method: "POST", body: identity(id, "/_extconndev/city", "Phone", false) })),
    isThere: async (elsewhere) => (await descriptor(elsewhere, "/_extconndev/city")) !== undefined,
    removes: ofEmail(() => ({ method: "DELETE" })),
    changes: ofEmail((id) => ({ method: "PUT", body: identity(id, "/_extconndev/email", "Phone", false) })),
  },
  {
    kind: "dataset",
    property: "tags",
    inputs: dataset.inputs,
    adds: operations(
      dataset,
      () => [
        { op: "add", path: "/tags/team~1theirs", value: ["theirs"] },
        { op: "add", path: "/tags/team~1owner", value: ["theirs", "orders"] },
      ],
      JSON_PATCH,
    ),
    // In a tag of theirs, and in the very tag that the program declares.
    isThere: holds(
      dataset,
      () => '"team/theirs":["theirs"]',
      () => '"team/owner":["theirs","orders"]',
    ),
    removes: operations(dataset, () => [{ op: "remove", path: "/tags/team~1owner" }], JSON_PATCH),
    changes: operations(
      dataset,
      () => [{ op: "add", path: "/tags/team~1owner", value: ["theirs"] }],
      JSON_PATCH,
    ),
  },
];

/** Additive properties that are looked at elsewhere, and where. */
export const LOOKED_AT_ELSEWHERE: Readonly<Record<string, string>> = {
  "schema immutableTags": "schema-identities.test.ts: AEP takes no tag away, and documents one alone",
  "flow transformations": "batch-flow.test.ts: AEP adds a delta column, and nobody else may",
  "flow scheduleParams": "batch-flow.test.ts",
  "flow options": "flow-state.test.ts: AEP adds the inlet, and documents no way to change them",
};
