import { isObject } from "../api/values";
import { catalogued } from "../resources/references";
import type { Declaration } from "./plan";
import { printName, printText } from "./print-value";

/** Credentials of an account, which AEP never shows: how a program may take them over. */
export interface Credentials {
  readonly declaration: Declaration;
  /** Adobe's name of the way to sign in, where AEP tells. */
  readonly specName: string | undefined;
  /** Empty where the catalogue does not know the way to sign in. */
  readonly parameters: readonly CredentialParameter[];
}

export interface CredentialParameter {
  /** Adobe's name. */
  readonly name: string;
  /** Of the stack's configuration. */
  readonly configKey: string;
  readonly isSecret: boolean;
}

/** `undefined` for what has no credentials. */
export function credentialsOf(declaration: Declaration): Credentials | undefined {
  const { kind, live, args, variable } = declaration;
  if (kind.fields.auth === undefined) return undefined;
  const auth = "auth" in live && isObject(live.auth) ? live.auth : {};
  const specName = typeof auth.specName === "string" ? auth.specName : undefined;
  const ways = catalogued(args.connectionSpec ?? null)?.authentication ?? {};
  const way = specName !== undefined && Object.hasOwn(ways, specName) ? ways[specName] : undefined;
  const parameter = (isSecret: boolean) => (name: string) => ({
    name,
    configKey: `${variable}${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    isSecret,
  });
  const parameters =
    way === undefined
      ? []
      : [...way.plain.map(parameter(false)), ...way.secret.map(parameter(true))].filter(
          ({ name }) => !way.optional?.includes(name),
        );
  return { declaration, specName, parameters };
}

/** What is to be declared to take them over. */
export function printAuthentication({ specName, parameters }: Credentials): string[] {
  const params = parameters.map(({ name, configKey, isSecret }) => {
    const read = isSecret ? "requireSecret" : "require";
    return `    ${printName(name)}: config.${read}(${printText(configKey)}),`;
  });
  return [
    "auth: {",
    `  specName: ${printText(specName ?? "the way to sign in")},`,
    "  params: {",
    ...(params.length > 0 ? params : ["    // every parameter of this way to sign in"]),
    "  },",
    "},",
  ];
}

/** A line of the shell for each value. */
export function configurationCommands({ parameters }: Credentials): string[] {
  return parameters.map(
    ({ configKey, isSecret }) => `pulumi config set ${isSecret ? "--secret " : ""}${configKey}`,
  );
}
