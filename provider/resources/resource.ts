import * as pulumi from "@pulumi/pulumi";
import type { Location } from "../api/settings";
import { HIDDEN_INPUTS } from "../lifecycle/recorded";
import { secondsOf } from "./duration";
import { parentTypes } from "./parent-types";
import { ownerKey, providerCode, stackKey, typeToken } from "./registration";
import { adaptTraces } from "./registration-traces";
import { secretPaths } from "./secret-paths";

/**
 * The declared properties of a resource as outputs. A class takes them over by declaration merging, so that a property
 * is documented and typed in one place.
 */
export type Declared<Args> = {
  readonly [Name in Exclude<keyof Args, keyof Adoptable>]-?: pulumi.Output<
    object extends Pick<Args, Name> ? pulumi.Unwrap<Args[Name]> | undefined : pulumi.Unwrap<Args[Name]>
  >;
};

/** What every resource takes beside its own arguments. */
export interface Adoptable {
  /**
   * The id of an object that already exists, or `"byName"` for the only one with the same name (title, or name and spec,
   * whichever AEP tells such objects apart by): it is taken over instead of a new one being made. Nothing is written; the
   * first preview says "create", the next one shows what differs from the program, if anything does. None, or several of
   * the name, is an error. The object is protected from deletion, unless the resource option `protect` says otherwise.
   * Taking `adopt` away later changes nothing else.
   */
  adopt?: pulumi.Input<string>;
}

/** The arguments that describe the object itself, with every input resolved. */
export type Plain<Args extends Adoptable> = pulumi.Unwrap<Omit<Args, keyof Adoptable>>;

export type { Location as ObjectLocation } from "../api/settings";

/** What a class says about itself; `handler` is its name in `v1.ts`. */
interface Registration {
  readonly kind: { readonly name: string; readonly fields: object };
  readonly handler: string;
  /** Computed properties. Each must be declared, or its output never resolves. */
  readonly computed: readonly string[];
}

/**
 * Base of all resources of this package: a custom resource that Pulumi's dynamic provider process serves. The stack
 * holds one constant line of code per resource, so that a new version of this package also reads, updates and deletes
 * what an older one made.
 *
 * Resource options behave as everywhere in Pulumi, except: `import` means the same as the argument `adopt`, because
 * dynamic resources cannot be imported, and `replaceOnChanges` has no effect.
 */
export abstract class AepResource extends pulumi.CustomResource {
  /** Host, organization and sandbox that the object lives in. */
  declare readonly location: pulumi.Output<Location>;
  /** Computed values that AEP still owes, for example `["inletUrl"]`; the next `pulumi up` finishes them. */
  declare readonly pending: pulumi.Output<string[] | undefined>;

  protected constructor(
    { kind, handler, computed }: Registration,
    name: string,
    args: pulumi.Inputs,
    options: pulumi.CustomResourceOptions = {},
  ) {
    const { import: imported, customTimeouts, version: _version, ...rest } = options;
    const { adopt = imported, ...declared } = args;
    const limits = timeouts(customTimeouts);
    const stack = { project: pulumi.getProject(), stack: pulumi.getStack() };
    const properties = {
      ...Object.fromEntries(
        [...Object.keys(kind.fields), "location", "pending", ...computed].map((output) => [
          output,
          undefined,
        ]),
      ),
      ...declared,
      __provider: providerCode(handler),
      __owner: ownerKey({
        ...stack,
        parentTypes: parentTypes(options.parent),
        kind: kind.name,
        name,
      }),
      __stack: stackKey(stack),
      // Every property costs the SDK time, those without a value, too.
      ...(limits !== undefined && { __timeouts: limits }),
      ...(adopt !== undefined && { __adopt: adopt }),
      __secrets: secretPaths(declared),
    };
    const merged = pulumi.mergeOptions(
      { hideDiffs: ["__provider", ...HIDDEN_INPUTS] },
      adopt === undefined ? rest : protectedByDefault(rest),
    );
    const traces = adaptTraces();
    try {
      super(typeToken(kind.name), name, properties, merged);
    } catch (error) {
      throw traces.traced(error);
    } finally {
      traces.restore();
    }
  }
}

/** A component that hands on its own options may hand on an undefined `protect`: that says nothing, unlike `false`. */
export function protectedByDefault(options: pulumi.CustomResourceOptions = {}): pulumi.CustomResourceOptions {
  return { ...options, protect: options.protect ?? true };
}

/** Stands for the arguments of an object that is only looked up: the provider fills them in. */
export function lookup<Args>(): Args {
  return { __lookup: true } as Args;
}

export function isLookup(args: object): boolean {
  return "__lookup" in args;
}

/** The name that AEP shows defaults to the resource's, which makes it the same in every run. */
export function named<Args extends { name?: pulumi.Input<string> }>(args: Args, name: string): Args {
  return isLookup(args) ? args : { ...args, name: args.name ?? name };
}

function timeouts(given: pulumi.CustomTimeouts | undefined): Record<string, number> | undefined {
  if (given === undefined) return undefined;
  const entries = Object.entries(given).filter(([, duration]) => typeof duration === "string");
  return Object.fromEntries(entries.map(([operation, duration]) => [operation, secondsOf(duration)]));
}
