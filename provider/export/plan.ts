import type { JsonObject } from "../api/values";
import type { AnyKind } from "../lifecycle/kind";
import { keysOf, rankOf, referenceKey, referencesOf } from "./exported-kinds";
import type { Remark } from "./express";
import { Names } from "./names";
import { textsAt } from "./values-at";

/** What variables are called, where the kind's own name is long. */
const SHORT_WORDS: Readonly<Record<string, string>> = {
  IdentityNamespace: "Namespace",
  IdentityDescriptor: "Identity",
  FieldGroup: "Fields",
  BaseConnection: "Account",
  SourceConnection: "Source",
  TargetConnection: "Target",
  MappingSet: "Mapping",
};

/** An object of a sandbox that a program is to hold. */
export interface SandboxObject {
  readonly kind: AnyKind;
  readonly id: string;
  /** As AEP answers it. */
  readonly live: object;
  /** What the program declares of it. */
  readonly args: JsonObject;
  readonly remarks: readonly Remark[];
}

/** An object with its names in the program. */
export interface Declaration extends SandboxObject {
  /** Of the Pulumi resource; unique among those of its kind. */
  readonly resourceName: string;
  /** Unique in the program. */
  readonly variable: string;
}

/** A part of the program, under a heading of its own. */
export interface Section {
  readonly title: string;
  readonly declarations: readonly Declaration[];
}

/**
 * Arranges the objects such that each stands before those that refer to it: first what several dataflows share, then one
 * dataflow after the other with what is its alone. The same sandbox always gives the same program.
 */
export function arrange(objects: readonly SandboxObject[]): Section[] {
  const byKey = new Map(objects.flatMap((each) => keysOf(each).map((key) => [key, each] as const)));
  const roots = objects.filter(isFlow).sort(byName);
  const users = new Map<string, SandboxObject[]>();
  for (const root of roots) {
    for (const id of reachable(root, byKey)) users.set(id, [...(users.get(id) ?? []), root]);
  }
  const usersOf = ({ id }: SandboxObject) => users.get(id) ?? [];
  const shared = objects.filter((each) => usersOf(each).length !== 1);
  const groups = [
    { title: "Shared by several dataflows", objects: shared },
    ...roots.map((root) => ({
      title: nameOf(root) ?? `Flow ${root.id}`,
      objects: objects.filter((each) => usersOf(each).length === 1 && usersOf(each)[0] === root),
    })),
  ];
  const variables = new Names();
  const resources = new Map<string, Names>();
  return groups
    .filter((group) => group.objects.length > 0)
    .map((group) => ({
      title: group.title,
      declarations: [...group.objects].sort(byRank).map((each) => {
        const { name: kindName, label } = each.kind;
        // Mapping sets rarely have names; the dataflow that runs one does.
        const text = nameOf(each) ?? nameOf(usersOf(each)[0]) ?? "";
        const names = resources.get(kindName) ?? new Names();
        resources.set(kindName, names);
        return {
          ...each,
          resourceName: names.resource(text, label.replaceAll(" ", "-")),
          variable: variables.variable(text, SHORT_WORDS[kindName] ?? kindName),
        };
      }),
    }));
}

/** What people call an object. */
export function nameOf(object: Pick<SandboxObject, "args"> | undefined): string | undefined {
  const name = object?.args.name ?? object?.args.title;
  return typeof name === "string" && name.trim() !== "" ? name : undefined;
}

export function isFlow({ kind }: SandboxObject): boolean {
  return kind.name === "Flow";
}

/** The ids of everything that an object is made of, its own included. */
function reachable(root: SandboxObject, byKey: ReadonlyMap<string, SandboxObject>): Set<string> {
  const found = new Set<string>();
  const visit = (object: SandboxObject | undefined) => {
    if (object === undefined || found.has(object.id)) return;
    found.add(object.id);
    for (const reference of referencesOf(object.kind)) {
      for (const name of textsAt(object.args, reference.path))
        visit(byKey.get(referenceKey(reference, name)));
    }
  };
  visit(root);
  return found;
}

function byRank(left: SandboxObject, right: SandboxObject): number {
  return rankOf(left.kind) - rankOf(right.kind) || byName(left, right);
}

function byName(left: SandboxObject, right: SandboxObject): number {
  return compare(nameOf(left) ?? "", nameOf(right) ?? "") || compare(left.id, right.id);
}

/** Independent of the machine's language. */
function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
