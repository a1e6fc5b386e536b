import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { type Json, type JsonObject, memberAt } from "../../emulator/json";
import type { ApiDocument } from "./documents";
import { definitionsOf, type Side, toJsonSchema } from "./json-schema";
import type { Parameter } from "./operations";

/** Where a value breaks its schema: a pointer whose indexes and ids are stars, and the rule. */
export interface SchemaFlaw {
  readonly pointer: string;
  /** `enum`, or with the member's name: `required etag`. */
  readonly rule: string;
  readonly message: string;
}

/** The schemas of one document, compiled when they are first needed. */
export class Schemas {
  private readonly values: Readonly<Record<Side, Ajv>>;
  private readonly parameters: Ajv;
  private readonly compiled = new Map<Json | readonly Parameter[], Map<string, ValidateFunction>>();

  constructor(private readonly document: ApiDocument) {
    const { root } = document;
    const schemas = memberAt(root, "components", "schemas") ?? root.definitions;
    const judge = (side: Side, coerceTypes: boolean) => {
      const ajv = new Ajv({ allErrors: true, strict: false, logger: false, coerceTypes });
      addFormats(ajv);
      return ajv.addSchema(definitionsOf(schemas, side, document.name));
    };
    this.values = { request: judge("request", false), answer: judge("answer", false) };
    // Parameters arrive as texts.
    this.parameters = judge("request", true);
  }

  /** The flaws of a body by a schema as the document writes it. */
  flawsOfBody(schema: Json, side: Side, body: Json): readonly SchemaFlaw[] {
    const validate = this.once(schema, side, () =>
      this.values[side].compile(toJsonSchema(schema, side, this.document.name)),
    );
    return flaws(validate, body);
  }

  /** The flaws of a set of parameters; those that are not declared are flaws where `closed` says so. */
  flawsOfParameters(
    declared: readonly Parameter[],
    sent: Readonly<Record<string, readonly string[]>>,
    closed: boolean,
  ): readonly SchemaFlaw[] {
    const validate = this.once(declared, String(closed), () => {
      const properties = Object.fromEntries(
        declared.map(({ name, schema }) => [name, toJsonSchema(schema, "request", this.document.name)]),
      );
      const required = declared.filter((parameter) => parameter.required).map(({ name }) => name);
      return this.parameters.compile({ type: "object", properties, required, additionalProperties: !closed });
    });
    const lists = declared.filter(({ schema }) => schema.type === "array").map(({ name }) => name);
    const values = Object.fromEntries(
      Object.entries(sent).map(([name, all]) => [
        name,
        lists.includes(name) || all.length > 1 ? all : all[0],
      ]),
    );
    return flaws(validate, values);
  }

  private once(
    schema: Json | readonly Parameter[],
    variant: string,
    compile: () => ValidateFunction,
  ): ValidateFunction {
    const variants = this.compiled.get(schema) ?? new Map<string, ValidateFunction>();
    this.compiled.set(schema, variants);
    const validate = variants.get(variant) ?? compile();
    variants.set(variant, validate);
    return validate;
  }
}

function flaws(validate: ValidateFunction, value: unknown): readonly SchemaFlaw[] {
  return validate(value)
    ? []
    : (validate.errors ?? []).map((error) => ({
        pointer: withoutIds(error.instancePath),
        rule: ruleOf(error),
        message: error.message ?? error.keyword,
      }));
}

function ruleOf({ keyword, params }: ErrorObject): string {
  const named: JsonObject = params;
  const name = named.missingProperty ?? named.additionalProperty ?? named.type;
  return name === undefined ? keyword : `${keyword} ${String(name)}`;
}

/** Indexes, and members that are called by an id, are the same place. */
function withoutIds(pointer: string): string {
  return pointer
    .split("/")
    .map((segment) => (/^\d+$|^[0-9a-f]{24,}$|^[0-9a-f-]{36}$|^https?:|^@~1/.test(segment) ? "*" : segment))
    .join("/");
}
