import * as pulumi from "@pulumi/pulumi";

/** The steps to a property: `["params", "columns", 0]`. */
type Path = readonly (string | number)[];

/**
 * Where the program has secrets among the arguments of a resource. The engine hands a dynamic provider their plain
 * values, and nothing in its process would tell them from others.
 * @returns `undefined` where there are none
 */
export async function secretPaths(args: pulumi.Inputs): Promise<Path[] | undefined> {
  try {
    const paths = await pathsIn(args, []);
    return paths.length === 0 ? undefined : paths;
  } catch {
    // Whatever fails here fails again, and is said, when the arguments themselves are sent.
    return undefined;
  }
}

async function pathsIn(input: unknown, path: Path): Promise<Path[]> {
  // What is nested in an output makes it secret as a whole.
  if (pulumi.Output.isInstance(input)) return (await pulumi.isSecret(input)) ? [path] : [];
  const value: unknown = await input;
  // A promise may hold an output.
  if (pulumi.Output.isInstance(value)) return pathsIn(value, path);
  if (typeof value !== "object" || value === null || pulumi.Resource.isInstance(value)) return [];
  const members = Object.entries(value).map(([name, member]) =>
    pathsIn(member, [...path, Array.isArray(value) ? Number(name) : name]),
  );
  return (await Promise.all(members)).flat();
}
