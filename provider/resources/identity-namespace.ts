import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { identityNamespaces, type NamespaceItem } from "../api/identity-service";
import type { Json } from "../api/values";
import { kind } from "../lifecycle/kind";
import { UNKNOWN } from "../lifecycle/unknown";
import { declaredMembers } from "./declared-members";
import { type Adoptable, AepResource, type Declared, lookup, named, type Plain } from "./resource";

/** What an identity namespace's values are. */
export type IdentityType = "Cookie" | "Cross_device" | "Device" | "Email" | "Mobile" | "Non_people" | "Phone";

const IDENTITY_TYPES = [
  "Cookie",
  "Cross_device",
  "Device",
  "Email",
  "Mobile",
  "Non_people",
  "Phone",
] as const satisfies readonly IdentityType[];

/**
 * An identity namespace: what the values of an identity field are, such as the customer ids of one system.
 *
 * AEP never deletes one, and nobody can take its code again: `pulumi destroy` leaves it in AEP and says so, and a
 * program that is to manage it again says `adopt: "byName"`. Adobe's own (`Email`, `ECID` …) need no resource.
 * See {@link https://experienceleague.adobe.com/en/docs/experience-platform/identity/features/namespaces | Adobe's page on namespaces}.
 */
export interface IdentityNamespaceArgs extends Adoptable {
  /** Shown in the Experience Platform UI. Defaults to the resource's name. Changed in place. */
  name?: pulumi.Input<string>;
  /** What schemas refer to it by: letters and digits, unique whatever their case. **Replaces**; the old one stays in AEP. */
  code: pulumi.Input<string>;
  /** What its values are. **Replaces**, and is therefore refused: the code stays taken, so another type needs another code. */
  idType: pulumi.Input<IdentityType>;
  /** Free text. Changed in place. */
  description?: pulumi.Input<string>;
}

/** @internal */
export const identityNamespaceKind = kind<Plain<IdentityNamespaceArgs>, NamespaceItem>({
  name: "IdentityNamespace",
  label: "identity namespace",
  inputs: z.strictObject({
    name: z.string().min(1).exactOptional(),
    code: z.string().regex(/^[A-Za-z0-9]+$/, "may contain letters and digits only"),
    idType: z.enum(IDENTITY_TYPES),
    description: z.string().exactOptional(),
  }),
  fields: {
    name: {},
    code: { replaces: true },
    idType: { replaces: true, canonical: inLowerCase },
    description: {},
  },
  forbid: ({ recorded, desired, replaced }) => {
    const sameCode =
      typeof desired.code === "string" && recorded.code.toLowerCase() === desired.code.toLowerCase();
    const [property] = replaced;
    if (property === undefined || !sameCode || desired.idType === UNKNOWN) return [];
    const reason =
      `cannot be changed: AEP deletes no namespace, so the code "${recorded.code}" stays taken. ` +
      "Take the change back, or choose another code as well.";
    return [{ property, reason }];
  },
  replacementWarning: ({ code }) =>
    `The identity namespace "${code}" stays in AEP, which deletes none. Descriptors and data that name it are not changed.`,
  service: identityNamespaces,
  toBody: (args) => args,
  // In lists, AEP spells some types in capitals.
  fromLive: ({ idType, ...live }) => ({
    ...declaredMembers(live, ["name", "code", "description"]),
    ...(idType !== undefined && { idType: IDENTITY_TYPES.find((type) => sameText(type, idType)) ?? idType }),
  }),
  outputs: () => ({}),
});

function inLowerCase(value: Json): Json {
  return typeof value === "string" ? value.toLowerCase() : value;
}

function sameText(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** {@inheritDoc IdentityNamespaceArgs} */
export class IdentityNamespace extends AepResource {
  /** An identity namespace that exists already and stays unmanaged, Adobe's own included. Fails when there is none with this id. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    options?: pulumi.CustomResourceOptions,
  ): IdentityNamespace {
    return new IdentityNamespace(name, lookup(), { ...options, id });
  }

  constructor(name: string, args: IdentityNamespaceArgs, options?: pulumi.CustomResourceOptions) {
    super(
      { kind: identityNamespaceKind, handler: "identityNamespace", computed: [] },
      name,
      named(args, name),
      options,
    );
  }
}

export interface IdentityNamespace extends Declared<IdentityNamespaceArgs> {}
