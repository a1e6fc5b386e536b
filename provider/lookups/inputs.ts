import type * as pulumi from "@pulumi/pulumi";

/** The arguments of a look-up, each of which another resource may give. */
export type LookupInputs<Args> = Args extends unknown
  ? { [Name in keyof Args]: pulumi.Input<Exclude<Args[Name], undefined>> }
  : never;
