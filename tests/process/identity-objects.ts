import type { ObjectKind } from "./objects";
import { PATHS } from "./platform";
import { wholeWrite } from "./writes";

/** Namespaces and descriptors, which Identity Service and Schema Registry take whole. */
export const IDENTITY_KINDS: readonly ObjectKind[] = [
  {
    kind: "identityNamespace",
    label: "identity namespace",
    collection: "namespaces",
    path: `${PATHS.identity}/identities`,
    conditional: false,
    retained: true,
    unique: true,
    inputs: () => ({
      name: "Order customers",
      description: "Who orders",
      code: "OrderCustomer",
      idType: "Cross_device",
    }),
    edits: [
      {
        what: "its name",
        change: () => ({ name: "Renamed" }),
        requests: wholeWrite("namespaces"),
        shown: { path: "name", value: "Renamed" },
      },
      {
        what: "its description",
        change: () => ({ description: "Described anew" }),
        requests: wholeWrite("namespaces"),
        shown: { path: "description", value: "Described anew" },
      },
      {
        what: "the absence of its description",
        change: () => ({ description: undefined }),
        requests: wholeWrite("namespaces"),
        shown: { path: "description", value: undefined },
      },
    ],
  },
  {
    kind: "identityDescriptor",
    label: "identity descriptor",
    collection: "descriptors",
    path: `${PATHS.registry}/descriptors`,
    conditional: false,
    unique: true,
    inputs: ({ schemaId }) => ({
      sourceSchema: schemaId,
      sourceProperty: "_{TENANT_ID}.email",
      namespace: "Email",
      isPrimary: true,
    }),
    edits: [
      {
        what: "its namespace",
        change: () => ({ namespace: "Phone" }),
        requests: wholeWrite("descriptors"),
        shown: { path: "xdm:namespace", value: "Phone" },
      },
      {
        what: "its rank",
        change: () => ({ isPrimary: false }),
        requests: wholeWrite("descriptors"),
        shown: { path: "xdm:isPrimary", value: false },
      },
    ],
  },
];
