import type { Json } from "../../emulator/json";

/** An expression of Adobe's guide "Data Prep mapping functions", and the output that it shows for it. */
export type Example = readonly [expression: string, output: Json, record?: Json];

const iphone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 5_1_1 like Mac OS X) AppleWebKit/534.46 (KHTML, like Gecko) " +
  "Version/5.1 Mobile/9B206 Safari/7534.48.3";

const book = { author: "George R. R. Martin", price: 17.99, ISBN: "ISBN-978-0553801477" };
const otherBook = {
  author: "Neil Gaiman",
  price: 17.99,
  ISBN: "ISBN-0-380-97365-0",
  publisher: "William Morrow",
};
const address = (type: string) => ({
  line1: "345 park ave",
  line2: "bldg 2",
  City: "san jose",
  State: "CA",
  type,
});
const addressesByType = { home: address("home"), work: address("work"), office: address("office") };
const addresses = Object.values(addressesByType);
const doe = { firstName: "John", lastName: "Doe" };
const products = ";Example product 1;1;3.50,Example category 2;Example product 2;1;5.99";
const shortProducts = ";Example product 1;1;3.50,Example category 2;Example product 2";
const eventProducts =
  ";Example product 1;1;4.20;event1=2.3|event2=5:1,;Example product 2;1;4.20;event1=3|event2=2:2";
const encoded = "https%3A%2F%2Fexample.com%2Fpartneralliance_asia-pacific_2022";
const states = `decode(stateCode, "ca", "California", "pa", "Pennsylvania", "N/A")`;
const nose = "foo://example.com:8042/over/there?name=ferret#nose";

/** Where an output cannot be computed from its expression (a slip of the guide), the comment says what is changed. */
export const examples: readonly Example[] = [
  [`concat("Hi, ", "there", "!")`, "Hi, there!"],
  [`concat("Hi", ",", "there", "!")`, "Hi,there!"],
  // The guide drops the exclamation mark of the second part.
  [`explode("Hi, there!", " ")`, ["Hi,", "there!"]],
  [`instr("adobe.com", "com")`, 6],
  // The guide replaces the second "re" alone, though "re" is in no other word.
  [`replacestr("This is a string re test", "re", "replace")`, "This is a string replace test"],
  [`substr("This is a substring test", 7, 8)`, " a subst"],
  [`lower("HeLLo")`, "hello"],
  [`lcase("HeLLo")`, "hello"],
  [`upper("HeLLo")`, "HELLO"],
  [`ucase("HeLLo")`, "HELLO"],
  [`split("Hello world", " ")`, ["Hello", "world"]],
  [`join(" ", to_array(true, "Hello", "world"))`, "Hello world"],
  [`lpad("bat", 8, "yz")`, "yzyzybat"],
  [`rpad("bat", 8, "yz")`, "batyzyzy"],
  [`left("abcde", 2)`, "ab"],
  [`right("abcde", 2)`, "de"],
  [`ltrim(" hello")`, "hello"],
  [`rtrim("hello ")`, "hello"],
  [`trim(" hello ")`, "hello"],
  [`"string1".equals("STRING1")`, false],
  // The guide forgets the last quote.
  [`"string1".equalsIgnoreCase("STRING1")`, true],
  [`extract_regex("E259,E259B_009,1_1", "([^,]+),[^,]*,([^,]+)")`, ["E259,E259B_009,1_1", "E259", "1_1"]],
  [`matches_regex("E259,E259B_009,1_1", "([^,]+),[^,]*,([^,]+)")`, true],
  [`sha1("my text", "UTF-8")`, "c3599c11e47719df18a2448690840c5dfcce3c80"],
  [`sha256("my text", "UTF-8")`, "7330d2b39ca35eaf4cb95fc846c21ee6a39af698154a83a586ee270a0d372104"],
  [
    `sha512("my text", "UTF-8")`,
    "a3d7e45a0d9be5fd4e4b9a3b8c9c2163c21ef708bf11b4232bb21d2a8704ada2cdcd7b367dd0788a89a5c908cfe377aceb1072a7b386b7d4fd2ff68a8fd24d16",
  ],
  [`md5("my text", "UTF-8")`, "d3b96ce8c9fb4e9bd0198d03ba6852c7"],
  [`crc32("my text", "UTF-8")`, "8df92e80"],
  [`get_url_protocol("https://platform.adobe.com/home")`, "https"],
  [`get_url_host("https://platform.adobe.com/home")`, "platform.adobe.com"],
  [`get_url_port("sftp://example.com//home/joe/employee.csv")`, 22],
  [`get_url_path("sftp://example.com//home/joe/employee.csv")`, "//home/joe/employee.csv"],
  [`get_url_query_str("${nose}", "retain")`, { name: "ferret#nose" }],
  [`get_url_query_str("${nose}", "remove")`, { name: "ferret" }],
  [`get_url_query_str("${nose}", "append")`, { name: "ferret", _anchor_: "nose" }],
  [`get_url_encoded("https://example.com/partneralliance_asia-pacific_2022")`, encoded],
  [`get_url_decoded("${encoded}")`, "https://example.com/partneralliance_asia-pacific_2022"],
  // The time is that of the tests.
  ["now()", "2021-10-26T10:10:24Z"],
  ["timestamp()", Date.parse("2021-10-26T10:10:24Z")],
  // The guide writes the date without quotes and without its 35 seconds.
  [`format(date("2019-10-23T11:24:35+00:00"), "yyyy-MM-dd HH:mm:ss")`, "2019-10-23 11:24:35"],
  [`dformat(1571829875000, "yyyy-MM-dd'T'HH:mm:ss.SSSX")`, "2019-10-23T11:24:35.000Z"],
  [`date("2019-10-23 11:24", "yyyy-MM-dd HH:mm", now())`, "2019-10-23T11:24:00Z"],
  [`date("2019-10-23 11:24", "yyyy-MM-dd HH:mm")`, "2019-10-23T11:24:00Z"],
  [`date("2019-10-23 11:24")`, "2019-10-23T11:24:00Z"],
  [`date_part("MM", date("2019-10-17 11:55:12"))`, 10],
  // The guide forgets the last parenthesis.
  [`set_date_part("m", 4, date("2016-11-09T11:44:44.797"))`, "2016-04-09T11:44:44Z"],
  [`make_date_time(2019, 10, 17, 11, 55, 12, 999, "America/Los_Angeles")`, "2019-10-17T11:55:12Z"],
  [`make_timestamp(2019, 10, 17, 11, 55, 12, 999, "America/Los_Angeles")`, "2019-10-17T11:55:12Z"],
  // The guide writes the date without quotes.
  [`zone_date_to_utc(date("2019-10-17T11:55:12 PST", "yyyy-MM-dd'T'HH:mm:ss z"))`, "2019-10-17T19:55:12Z"],
  // The guide's output belongs to another moment.
  [`zone_date_to_zone(now(), "Europe/Paris")`, "2021-10-26T12:10:24Z"],
  [`is_empty([1, null, 2, 3])`, false],
  [
    `arrays_to_objects('sku', explode("id1|id2", '\\\\|'), 'price', [22.5,14.35])`,
    [
      { sku: "id1", price: 22.5 },
      { sku: "id2", price: 14.35 },
    ],
  ],
  [`arrays_to_object('sku', ["id1"])`, [{ sku: "id1" }]],
  [`to_object("firstName", "John", "lastName", "Doe")`, doe],
  [
    `str_to_object("firstName=John,lastName=Doe,phone=123 456 7890", "=", ",")`,
    { ...doe, phone: "123 456 7890" },
  ],
  [
    `str_to_object("firstName - John ; lastName - ; phone - 123 456 7890", "-", ";").get("firstName")`,
    "John",
  ],
  [`contains_key("evars.evar.field1")`, true, { evars: { evar: { field1: null } } }],
  ["nullify()", null],
  [`get_keys({"book1": "Pride and Prejudice", "book2": "1984"})`, ["book1", "book2"]],
  [`get_values("firstName - John , lastName - Cena , phone - 555 420 8692", "firstName", "-", ",")`, "John"],
  // The code sample shows the entry; the description and the troubleshooting guide the value.
  [`map_get_values(book_details, "author")`, "George R. R. Martin", { book_details: book }],
  [`lower(map_get_values(mapObject, 'keyName'))`, "v", { mapObject: { keyName: "V" } }],
  [`map_has_keys(book_details, "author")`, true, { book_details: book }],
  [
    "add_to_map(book_details, book_details2)",
    { ...book, publisher: "William Morrow" },
    { book_details: book, book_details2: otherBook },
  ],
  [`object_to_map("firstName", "John", "lastName", "Doe")`, doe],
  ["object_to_map(address)", address("office"), { address: address("office") }],
  ["object_to_map(addresses,type)", addressesByType, { addresses }],
  [`array_to_map(addresses, "type")`, addressesByType, { addresses }],
  [`to_map("firstName", "John", "lastName", "Doe")`, doe],
  [
    `to_map("LavaId", to_array(false, to_object("id", lavaId, "primary", true)))`,
    { LavaId: [{ id: "7", primary: true }] },
    { lavaId: "7" },
  ],
  [`coalesce(null, null, null, "first", null, "second")`, "first"],
  [`first("1", "2", "3")`, "1"],
  [`last("1", "2", "3")`, "3"],
  [`add_to_array(['a', 'b'], 'c', 'd')`, ["a", "b", "c", "d"]],
  [`join_arrays(['a', 'b'], ['c'], ['d', 'e'])`, ["a", "b", "c", "d", "e"]],
  ["to_array(false, 1, null, 2, 3)", [1, 2, 3]],
  ["size_of([1, 2, 3, 4])", 4],
  ["upsert_array_append([123, 456])", [123, 456]],
  ["upsert_array_replace([123, 456], 1)", [123, 456]],
  [states, "California", { stateCode: "ca" }],
  [states, "Pennsylvania", { stateCode: "pa" }],
  [states, "N/A", { stateCode: "ny" }],
  [`iif("s".equalsIgnoreCase("S"), "True", "False")`, "True"],
  [`iif(marketing_type.equals("phyMail"), nullify(), marketing_type)`, null, { marketing_type: "phyMail" }],
  [`iif(marketing_type.equals("phyMail"), nullify(), marketing_type)`, "sms", { marketing_type: "sms" }],
  [
    `iif(date.equals("3/21/24"), iif(marketing_type.equals("push"), nullify(), marketing_type), "not-March")`,
    "not-March",
    { date: "4/1/24", marketing_type: "push" },
  ],
  [
    `iif(total_consents > 5000, iif(marketing_type.equals("phone"), nullify(), marketing_type), "insufficient-consents")`,
    "insufficient-consents",
    { total_consents: 4000, marketing_type: "phone" },
  ],
  ["min(3, 1, 4)", 1],
  ["max(3, 1, 4)", 4],
  [`to_bigint("1000000.34")`, 1000000.34],
  [`to_decimal("20.5")`, 20.5],
  // The guide's 12.34566 is no rounding of the input.
  [`to_float("12.3456")`, 12.3456],
  [`to_integer("12")`, 12],
  [`json_to_object({"info":{"firstName":"John","lastName": "Doe"}})`, { info: doe }],
  [`ua_os_name("${iphone}")`, "iOS"],
  [`ua_os_version_major("${iphone}")`, "iOS 5"],
  [`ua_os_version("${iphone}")`, "5.1.1"],
  [`ua_os_name_version("${iphone}")`, "iOS 5.1.1"],
  [`ua_agent_version("${iphone}")`, "5.1"],
  [`ua_agent_version_major("${iphone}")`, "Safari 5"],
  [`ua_agent_name("${iphone}")`, "Safari"],
  [`ua_device_class("${iphone}")`, "Phone"],
  [`aa_get_event_id("event101=5:123456,scOpen", "event101")`, "123456"],
  [`aa_get_event_value("event101=5:123456,scOpen", "event101")`, "5"],
  [`aa_get_product_categories("${products}")`, [null, "Example category 2"]],
  [`aa_get_product_names("${products}")`, ["Example product 1", "Example product 2"]],
  [`aa_get_product_quantities("${shortProducts}")`, ["1", null]],
  [`aa_get_product_prices("${shortProducts}")`, ["3.50", null]],
  [`aa_get_product_event_values("${eventProducts}", "event1")`, ["2.3", "3"]],
  [
    `aa_get_product_evars(";Example product;1;6.69;;eVar1=Merchandising value", "eVar1")`,
    ["Merchandising value"],
  ],
];
