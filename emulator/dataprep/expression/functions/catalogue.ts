import type { JsonObject } from "../../../json";
import type { FunctionDefinition, JavaType, Parameter } from "../function";
import { analyticsFunctions } from "./analytics";
import { arrayFunctions } from "./arrays";
import { dateFunctions } from "./dates";
import { hashFunctions } from "./hashes";
import { aggregationFunctions, conversionFunctions, logicFunctions, specialFunctions } from "./logic";
import { mapFunctions } from "./maps";
import { jsonFunctions, objectFunctions } from "./objects";
import { regexFunctions } from "./regex";
import { stringFunctions } from "./strings";
import { urlFunctions } from "./urls";
import { userAgentFunctions } from "./user-agents";

/** Every function that runs, by Adobe's categories in the guide's order. */
export const functionCategories: Readonly<Record<string, readonly FunctionDefinition[]>> = {
  String: stringFunctions,
  "Regular expression": regexFunctions,
  Hashing: hashFunctions,
  URL: urlFunctions,
  "Date / Time": dateFunctions,
  "Hierarchies - Objects": objectFunctions,
  "Hierarchies - Arrays": arrayFunctions,
  "Hierarchies - Map": mapFunctions,
  "Logical operators": logicFunctions,
  Aggregation: aggregationFunctions,
  "Type conversions": conversionFunctions,
  JSON: jsonFunctions,
  "Special operations": specialFunctions,
  "User agent": userAgentFunctions,
  Analytics: analyticsFunctions,
};

/** Every function that runs, by each of its names. */
export const functionsByName: ReadonlyMap<string, FunctionDefinition> = new Map(
  Object.values(functionCategories)
    .flat()
    .flatMap((definition) => definition.names.map((name) => [name, definition] as const)),
);

const shortType = (dataType: JavaType): string => dataType.split(".").at(-1) ?? dataType;

function parameterType({ dataType, occurs }: Parameter<unknown>): string {
  return occurs === "repeated" ? `[L${dataType};` : dataType;
}

function signature(name: string, { parameters, returnType }: FunctionDefinition): string {
  const types = parameters.map(
    ({ dataType, occurs }) => shortType(dataType) + (occurs === "repeated" ? "..." : ""),
  );
  return `${shortType(returnType)} ${name}(${types.join(", ")})`;
}

const jsonTypes: Readonly<Record<JavaType, string>> = {
  "java.lang.Boolean": "boolean",
  "java.lang.Integer": "integer",
  "java.lang.Long": "integer",
  "java.lang.Number": "number",
  "java.lang.Object": "object",
  "java.lang.String": "string",
  "java.time.ZonedDateTime": "object",
  "java.util.List": "array",
  "java.util.Map": "object",
};

/** Functions in the shape of the list (data-prep.yaml listMappingSetFunctions). */
export function listFunctions(): readonly JsonObject[] {
  return Object.entries(functionCategories).flatMap(([category, definitions]) =>
    definitions.flatMap((definition) => definition.names.map((name) => describe(category, name, definition))),
  );
}

function describe(category: string, name: string, definition: FunctionDefinition): JsonObject {
  const { description, returns, returnType, example, result, parameters } = definition;
  return {
    category,
    function: name,
    description,
    syntax: signature(name, definition),
    returns,
    returnType,
    example,
    result,
    params: parameters.map((one, index) => ({
      name: one.name,
      description: one.description,
      type: jsonTypes[one.dataType],
      dataType: parameterType(one),
      position: index + 1,
    })),
    since: 1,
  };
}
