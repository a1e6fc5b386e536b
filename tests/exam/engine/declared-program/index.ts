import { readFileSync } from "node:fs";
import path from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import * as aep from "pulumi-aep";

/** Declares what stands in `program.json` beside it, for the rows of the exam that run on the real engine too. */
interface Declaration {
  readonly name: string;
  readonly kind: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

type AnyResource = new (
  name: string,
  args: pulumi.Inputs,
  options: pulumi.CustomResourceOptions,
) => pulumi.CustomResource;

const made = new Map<string, pulumi.CustomResource>();

/** Puts outputs in the place of `{ "$resource": …, "$output": … }`. */
function resolved(value: unknown): pulumi.Input<unknown> {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value);
  const { $resource, $output } = Object.fromEntries(members);
  if (typeof $resource === "string") {
    const outputs = Object.fromEntries(Object.entries(made.get($resource) ?? {}));
    return outputs[String($output)];
  }
  return Object.fromEntries(members.map(([name, member]) => [name, resolved(member)]));
}

const program: readonly Declaration[] = JSON.parse(
  readFileSync(path.join(__dirname, "program.json"), "utf8"),
);
const classes = aep as unknown as Readonly<Record<string, AnyResource>>;
for (const { name, kind, inputs } of program) {
  const Resource = classes[kind.charAt(0).toUpperCase() + kind.slice(1)];
  if (Resource === undefined) throw new Error(`There is no class for ${kind}.`);
  const args = resolved(inputs) as pulumi.Inputs;
  made.set(name, new Resource(name, args, { protect: false }));
}
