import type * as pulumi from "@pulumi/pulumi";
import { type Lookup, lookUp, lookUpOutput } from "./lookup";

/** The tenant of an organization. */
export interface Tenant {
  /** Without underscore: `acme`. */
  readonly id: string;
  /** Where custom fields lie: `_acme`. */
  readonly namespace: string;
}

const lookup: Lookup<object, Tenant> = {
  name: "getTenant",
  find: async (client) => {
    const id = await client.tenantId();
    return { id, namespace: `_${id}` };
  },
};

/** The organization's tenant. Programs rarely need it: `_{TENANT_ID}` in a path stands for it. */
export function getTenant(options?: pulumi.InvokeOptions): Promise<Tenant> {
  return lookUp(lookup, {}, options);
}

/** {@link getTenant} as an output. */
export function getTenantOutput(options?: pulumi.InvokeOptions): pulumi.Output<Tenant> {
  return lookUpOutput(lookup, {}, options);
}
