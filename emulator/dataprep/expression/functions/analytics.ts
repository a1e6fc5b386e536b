import type { Value } from "../../value";
import { defineFunction, text } from "../function";

const eventString = text("eventString", "Analytics events, separated by commas.");
const productsString = text(
  "productsString",
  "Analytics products: category;name;quantity;price;events;eVars, …",
);

/** `event101=5:123456`: the value 5 of the event with the id 123456. */
interface AnalyticsEvent {
  readonly value: string | null;
  readonly id: string | null;
}

const orNull = (words: string | undefined): string | null =>
  words === undefined || words === "" ? null : words;

function eventNamed(words: string, separator: string, name: string): AnalyticsEvent | undefined {
  for (const event of words.split(separator)) {
    const [, found, value, id] = /^([^=:]+)(?:=([^:]*))?(?::(.*))?$/.exec(event.trim()) ?? [];
    if (found === name) {
      return { value: orNull(value), id: orNull(id) };
    }
  }
  return undefined;
}

/** The nth member of every product. */
function column(products: string, index: number): readonly (string | null)[] {
  return products.split(",").map((product) => orNull(product.split(";")[index]?.trim()));
}

function productColumn(name: string, what: string, index: number, example: string, result: string) {
  return defineFunction({
    names: [name],
    description: `The ${what} of the products in an Analytics products string.`,
    returns: "One text for each product; null where it has none.",
    returnType: "java.util.List",
    example: `${name}("${example}")`,
    result,
    parameters: [productsString],
    compute: (_evaluation, [products]) => column(products, index),
  });
}

function eventFunction(
  name: string,
  what: string,
  result: string,
  compute: (event: AnalyticsEvent) => Value,
) {
  return defineFunction({
    names: [name],
    description: `The ${what} of one event in an Analytics event string.`,
    returns: "The text; null where the event is not there.",
    returnType: "java.lang.String",
    example: `${name}("event101=5:123456,scOpen", "event101")`,
    result,
    parameters: [eventString, text("eventName", "The name of the event.")],
    compute: (_evaluation, [words, wanted]) => {
      const event = eventNamed(words, ",", wanted);
      return event === undefined ? null : compute(event);
    },
  });
}

/** Values of one name in a column whose cells hold several, separated by bars. */
function valuesInColumn(products: string, index: number, name: string): readonly (string | null)[] {
  return column(products, index).map((cell) =>
    cell === null ? null : (eventNamed(cell, "|", name)?.value ?? null),
  );
}

const two = ";Example product 1;1;3.50,Example category 2;Example product 2;1;5.99";
const short = ";Example product 1;1;3.50,Example category 2;Example product 2";

/** Adobe's category "Analytics functions": for Web SDK and Analytics flows, and pinned by examples. */
export const analyticsFunctions = [
  eventFunction("aa_get_event_id", "id", '"123456"', ({ id }) => id),
  eventFunction("aa_get_event_value", "value, or 1,", '"5"', ({ value }) => value ?? "1"),
  productColumn("aa_get_product_categories", "categories", 0, two, '[null, "Example category 2"]'),
  productColumn("aa_get_product_names", "names", 1, two, '["Example product 1", "Example product 2"]'),
  productColumn("aa_get_product_quantities", "quantities", 2, short, '["1", null]'),
  productColumn("aa_get_product_prices", "prices", 3, short, '["3.50", null]'),
  defineFunction({
    names: ["aa_get_product_event_values"],
    description: "The values of one event of the products in an Analytics products string.",
    returns: "One text for each product; null where it has none.",
    returnType: "java.util.List",
    example:
      'aa_get_product_event_values(";Example product 1;1;4.20;event1=2.3|event2=5:1,;Example product 2;1;4.20;event1=3|event2=2:2", "event1")',
    result: '["2.3", "3"]',
    parameters: [productsString, text("eventName", "The name of the event.")],
    compute: (_evaluation, [products, name]) => valuesInColumn(products, 4, name),
  }),
  defineFunction({
    names: ["aa_get_product_evars"],
    description: "The values of one eVar of the products in an Analytics products string.",
    returns: "One text for each product; null where it has none.",
    returnType: "java.util.List",
    example: 'aa_get_product_evars(";Example product;1;6.69;;eVar1=Merchandising value", "eVar1")',
    result: '["Merchandising value"]',
    parameters: [productsString, text("eVarName", "The name of the eVar.")],
    compute: (_evaluation, [products, name]) => valuesInColumn(products, 5, name),
  }),
];
