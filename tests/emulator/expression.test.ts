import { createHash } from "node:crypto";
import { functionCategories, functionsByName } from "../../emulator/dataprep/expression/functions/catalogue";
import { unsupportedFunctions } from "../../emulator/dataprep/expression/functions/unsupported";
import type { Json } from "../../emulator/json";
import { flawIn, run } from "./expression-bench";
import { examples } from "./expression-examples";
import { flips, person } from "./expression-flips";

test.each(examples.map(([expression, output, record = {}]) => [expression, output, record] as const))(
  "Adobe's example %s gives %j",
  (expression, output, record) => {
    expect(run(expression, record)).toEqual({ value: output });
  },
);

test("every function has an example of Adobe's, but the random ones", () => {
  const shown = [...functionsByName.keys()].filter((name) =>
    examples.some(([expression]) => expression.includes(`${name}(`)),
  );
  const others = [...functionsByName.keys()].filter((name) => !shown.includes(name));
  expect(others).toEqual(["uuid", "guid"]);
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;
  expect([run("uuid()"), run("guid()")]).toEqual(Array(2).fill({ value: expect.stringMatching(uuid) }));
});

const listed = Object.values(functionCategories)
  .flat()
  .map(({ names, example, result }) => [names[0], example, result] as const)
  .filter(([name]) => !["now", "timestamp", "uuid", "zone_date_to_zone"].includes(name));

test.each(listed)("the list of functions tells the truth about %s", (_name, example, result) => {
  const record = { evars: { evar: { field1: 1 } } };
  const expected = /^\d{4}-/.test(result) ? result : JSON.parse(result);
  expect(run(example, record)).toEqual({ value: expected });
});

test.each(Object.entries(unsupportedFunctions))("%s is refused with the reason", (name, reason) => {
  expect(flawIn(`concat("a", ${name}("b"))`)).toEqual({
    message: `The function ${name} is not supported (position 13)`,
    position: 13,
    help: reason,
  });
});

const quoted = (name: string): string => `\${${name}}`;

test.each<[string, Json]>([
  ["name.first", "Ada"],
  ["name . last", "Lovelace"],
  ["name['first']", "Ada"],
  [quoted("First Name"), "Ada"],
  [quoted("a\\.b"), "dotted"],
  [quoted("a.b"), "dotted"],
  ["order.street\\.name", "Main"],
  [quoted("new"), "reserved"],
  ["größe + $x + _y", 8],
  ["emails[1].email", "b@x.y"],
  ["emails[*].email", ["a@x.y", "b@x.y"]],
  ["emails[*].tags[*]", ["p", "q", "r"]],
  ["size_of(emails[*].email)", 2],
  ["emails[7].email", null],
  ["name.none.at.all", null],
  ["constructor", null],
  ["name", { first: "Ada", last: "Lovelace" }],
  ["timestamp", 1613063089],
  ["dformat(timestamp * 1000, \"yyyy-MM-dd'T'HH:mm:ss.SSSX\")", "2021-02-11T17:04:49.000Z"],
  [`explode("a b c", " ")[1]`, "b"],
  [`to_object("a", to_array(true, 1, 2)).a[0]`, 1],
  [`to_array(true, to_object("k", 1), to_object("k", 2))[*].k`, [1, 2]],
  ["'it\\'s'", "it's"],
  [`"a\\\\b\\d\\u0041"`, "a\\b\\dA"],
  ["[]", []],
  ["{}", {}],
  ["[1, [2, null], {'a': true}]", [1, [2, null], { a: true }]],
  ["1 + 2 * 3", 7],
  ["(1 + 2) * 3", 9],
  ["10 - 4 - 3", 3],
  ["7 / 2", 3],
  ["7 div 2", 3],
  ["-7 / 2", -3],
  ["7 / 2.0", 3.5],
  ["count / to_decimal('8')", 0.5],
  ["7 mod 4", 3],
  ["-count", -4],
  ["~33", -34],
  ["~~44", 44],
  ["- -1", 1],
  ["1.5e2", 150],
  ["text * 2", 14],
  ["text + 1", 8],
  ["text + text", "77"],
  ["'a' + 1", "a1"],
  ["name.first + ' ' + name.last", "Ada Lovelace"],
  ["1 == 1.0", true],
  ["count eq 4 and count ne 5", true],
  ["count lt 5 && count le 4 && count gt 3 && count ge 4", true],
  ["count < 4 || count <= 3 or count > 4 || count >= 5", false],
  ["'a' < 'b'", true],
  ["none < 1", false],
  ["none == null", true],
  ["missing != null", false],
  ["text == 7", true],
  ["!true || not false", true],
  ["not none", true],
  ["false and true or true", true],
  ["1 < 2 == true", true],
  ["[1, 2] == [1, 2]", true],
  ["{'a': 1} == {'a': 2}", false],
  ["date('2020-01-01') < date('2020-01-02')", true],
])("%s is %j", (expression, value) => {
  expect(run(expression, person)).toEqual({ value });
});

test.each<[string, number, string]>([
  ["", 1, "ends too early"],
  ["concat(", 8, "ends too early"],
  ["concat('a' 'b')", 12, "not expected"],
  ["a + 'open", 5, "not closed"],
  ["a..b", 3, "not expected"],
  ["a b", 3, "not expected"],
  ["1 +", 4, "ends too early"],
  ["12abc", 1, "not expected"],
  ["new", 1, '"new" is a reserved word'],
  ["order.for", 7, '"for" is a reserved word'],
  ["if (a) b", 1, '"if" is a reserved word'],
  ["a = 1", 3, "not expected"],
  ["lower()", 1, "takes 1 argument, not 0"],
  ["1 + lower('a', 'b')", 5, "takes 1 argument, not 2"],
  ["add_to_map({})", 1, "takes 2 or more arguments, not 1"],
  ["date('a', 'b', now(), 1)", 1, "takes 1 to 3 arguments, not 4"],
  ["'a'.length()", 5, "The method length is not supported"],
  ["'a'.equals()", 5, "takes 1 argument, not 0"],
])("%j is refused at position %i", (expression, position, message) => {
  expect(flawIn(expression)).toMatchObject({ position, message: expect.stringContaining(message) });
});

test("help stands beside the message", () => {
  expect(flawIn("concta('a')")).toMatchObject({
    message: "There is no function concta (position 1)",
    help: "Did you mean concat?",
  });
  expect(flawIn("zzzzzzzz('a')")).not.toHaveProperty("help");
  expect(flawIn("a + while")).toMatchObject({ help: `A field of this name is written \${while}.` });
  expect(flawIn("(1")).toMatchObject({ help: expect.stringContaining("an operator") });
});

test("what is too long or nested too deeply is refused, not run", () => {
  expect(flawIn(`'${"a".repeat(4095)}'`)?.message).toContain("4096");
  expect(flawIn(`'${"a".repeat(4094)}'`)).toBeUndefined();
  for (const deep of ["(".repeat(4000), `${"[".repeat(2000)}${"]".repeat(2000)}`, `${"-".repeat(4000)}1`]) {
    expect(["object", "undefined"]).toContain(typeof flawIn(deep));
    run(deep);
  }
});

test.each([
  ["UTF-16", "feff00e4"],
  ["iso-8859-1", "e4"],
  ["US-ASCII", "3f"],
  ["UTF-8", "c3a4"],
])("a hash encodes its text in %s as Java does", (charset, bytes) => {
  const expected = createHash("md5").update(Buffer.from(bytes, "hex")).digest("hex");
  expect(run(`md5("ä", "${charset}")`)).toEqual({ value: expected });
});

test.each([
  ["to_integer('1.5')", "whole number"],
  ["to_integer('abc')", "whole number"],
  ["to_float('')", "not a number"],
  ["1 / 0", "zero"],
  ["1 mod 0", "zero"],
  ["1 - 'a'", "not a number"],
  ["1 - none", "Null"],
  ["lower([1])", "not a text"],
  ["date('soon')", "not a date"],
  ["date('2020-01-01', 'yyyy-bb')", "no meaning"],
  ["date('2020-01-01', \"yyyy-MM'\")", "not closed"],
  ["format(date('2020-01-01'), 'yyyy', 1)", "takes 2"],
  ["date_part('century', date('2020-01-01'))", "not a part"],
  ["set_date_part('d', 31, date('2020-04-01'))", "not a day"],
  ["make_date_time(2020, 13, 1, 0, 0, 0, 0, 'UTC')", "no such moment"],
  ["zone_date_to_zone(now(), 'Mars/Base')", "not a time zone"],
  ["sha256('a', 'EBCDIC')", "character set"],
  ["to_object('a')", "pairs"],
  ["json_to_object('{')", "not JSON"],
  ["matches_regex('a', '(')", "not a regular expression"],
  ["get_url_query_str('http://a.b/?c=d', 'keep')", "retain"],
  ["get_url_decoded('%')", "percent-encoded"],
  ["lpad('a', 100000000, 'b')", "1000000"],
  ["min(1, 'a')", "not a number"],
])("%s has no value, and says why", (expression, reason) => {
  expect(run(expression, person)).toEqual({ failure: expect.stringContaining(reason) });
});

test("a regular expression that takes for ever is stopped", () => {
  const started = Date.now();
  const outcome = run(`matches_regex('${"a".repeat(40)}b', '(a+)+c')`);
  expect(outcome).toEqual({ failure: expect.stringContaining("too long") });
  expect(Date.now() - started).toBeLessThan(3000);
});

test.each(flips)("the switch %s changes %s from %j to %j", (assignment, expression, byDefault, switched) => {
  const outcome = (value: Json | undefined) =>
    value === undefined ? { failure: expect.any(String) } : { value };
  const [id = "", ...value] = assignment.split("=");
  expect(run(expression, person)).toEqual(outcome(byDefault));
  expect(run(expression, person, { [id]: value.join("=") })).toEqual(outcome(switched));
});
