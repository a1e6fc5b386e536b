import type { Resource } from "@pulumi/pulumi";

const STACK = "pulumi:pulumi:Stack";

/** Members that the SDK keeps to itself; its outputs name the same, but only when the parent is registered. */
interface Registered {
  readonly __pulumiType: string;
  readonly __parentResource?: Resource;
}

/** Types of the components around a resource, the outermost first, as a URN has them. */
export function parentTypes(parent: Resource | undefined): readonly string[] {
  if (parent === undefined) return [];
  const { __pulumiType: type, __parentResource: outer } = parent as unknown as Registered;
  return type === STACK ? [] : [...parentTypes(outer), type];
}
