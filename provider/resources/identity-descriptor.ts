import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import {
  type DescriptorItem,
  descriptorBody,
  identityDescriptors,
  identityOf,
} from "../api/identity-descriptors";
import { kind } from "../lifecycle/kind";
import { schemaUri } from "./checks";
import { canonicalNamespace, canonicalPath, identityPath, namespaceCode } from "./identity";
import { type Adoptable, AepResource, type Declared, lookup, type Plain } from "./resource";

/**
 * Makes a field of a schema an identity. For schemas that are managed elsewhere: a `Schema` of the same program says it
 * in its own `identities`.
 *
 * See {@link https://experienceleague.adobe.com/en/docs/experience-platform/xdm/api/descriptors | Adobe's page on descriptors}.
 */
export interface IdentityDescriptorArgs extends Adoptable {
  /** The schema's id, `https://ns.adobe.com/<tenant>/schemas/<id>`. **Replaces.** */
  sourceSchema: pulumi.Input<string>;
  /** The path of the field: `"_{TENANT_ID}.email"`, or Adobe's `"/_{TENANT_ID}/email"`. **Replaces.** */
  sourceProperty: pulumi.Input<string>;
  /** The code of its namespace, `"Email"` or `namespace.code`; an id in digits. Its letter case does not count. Changed in place. */
  namespace: pulumi.Input<string>;
  /** Whether it is the schema's primary identity; a schema has at most one. Default false. Changed in place. */
  isPrimary?: pulumi.Input<boolean>;
}

/** @internal */
export const identityDescriptorKind = kind<Plain<IdentityDescriptorArgs>, DescriptorItem>({
  name: "IdentityDescriptor",
  label: "identity descriptor",
  inputs: z.strictObject({
    sourceSchema: schemaUri,
    sourceProperty: identityPath,
    namespace: namespaceCode,
    isPrimary: z.boolean().exactOptional(),
  }),
  usesTenant: true,
  fields: {
    sourceSchema: { replaces: true },
    sourceProperty: { replaces: true, canonical: canonicalPath },
    namespace: { canonical: canonicalNamespace },
    isPrimary: { defaultValue: false },
  },
  // A schema has one primary identity, so the new one cannot be made beside the old one.
  deleteBeforeReplace: (recorded, desired) => recorded.isPrimary === true && desired.isPrimary === true,
  service: identityDescriptors,
  toBody: ({ sourceSchema, sourceProperty, namespace, isPrimary = false }) =>
    descriptorBody(sourceSchema, {
      sourceProperty: String(canonicalPath(sourceProperty)),
      namespace,
      isPrimary,
    }),
  fromLive(live) {
    const { "xdm:sourceSchema": sourceSchema } = live;
    return { ...identityOf(live), ...(sourceSchema !== undefined && { sourceSchema }) };
  },
  outputs: () => ({}),
});

/** {@inheritDoc IdentityDescriptorArgs} */
export class IdentityDescriptor extends AepResource {
  /** An identity descriptor that exists already and stays unmanaged. Fails when there is none with this id. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    options?: pulumi.CustomResourceOptions,
  ): IdentityDescriptor {
    return new IdentityDescriptor(name, lookup(), { ...options, id });
  }

  constructor(name: string, args: IdentityDescriptorArgs, options?: pulumi.CustomResourceOptions) {
    super(
      { kind: identityDescriptorKind, handler: "identityDescriptor", computed: [] },
      name,
      { ...args },
      options,
    );
  }
}

export interface IdentityDescriptor extends Declared<IdentityDescriptorArgs> {}
