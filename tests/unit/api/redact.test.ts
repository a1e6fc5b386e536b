import { redactError, redactor } from "../../../provider/api/redact";

describe("redactor", () => {
  const secret = 'p"ss/w+rd &x';
  const redact = redactor([secret, "abc", "opaque-token-1", "opaque-token-12"]);

  test.each([
    ["plain", secret],
    ["percent-encoded", encodeURIComponent(secret)],
    ["in a form", new URLSearchParams({ client: secret }).toString().slice("client=".length)],
    ["in JSON", JSON.stringify(secret).slice(1, -1)],
    ["a longer one that begins like another", "opaque-token-12"],
  ])("masks a known secret %s", (_name, written) => {
    expect(redact(`before ${written} after`)).toBe("before [redacted] after");
  });

  test.each([
    ["Authorization: Bearer abc.def-123", "Authorization: Bearer [redacted]"],
    ["token eyJhbGciOiJSUzI1NiJ9.eyJpZCI6MX0.c2ln ends", "token [redacted] ends"],
    ["client_id=1&client_secret=s3cr3t&scope=x", "client_id=1&client_secret=[redacted]&scope=x"],
    ['{"access_token":"opaque","expires_in":1}', '{"access_token":"[redacted]","expires_in":1}'],
    [JSON.stringify('{"access_token":"opaque"}'), JSON.stringify('{"access_token":"[redacted]"}')],
  ])("masks what looks like a credential: %s", (text, masked) => {
    expect(redact(text)).toBe(masked);
  });

  test.each([
    [
      'iif(sha2("canary"), _{TENANT_ID}.a)',
      'AEP said "iif(sha2("canary"), _acme.a)"',
      'AEP said "[redacted]"',
    ],
    [
      "_{TENANT_ID}.secretField",
      "of _acme.secretField, as _{TENANT_ID}.secretField",
      "of [redacted], as [redacted]",
    ],
    ["_{TENANT_ID}", "_id and _{TENANT_ID}", "_id and [redacted]"],
  ])("masks %s with any tenant in it", (declared, text, masked) => {
    expect(redactor([declared])(text)).toBe(masked);
  });

  test("leaves ordinary text and secrets too short to tell apart", () => {
    const text = "abc: bearer authentication failed with FLOW-1447-400";
    expect(redact(text)).toBe(text);
    expect(redactor([])("abc")).toBe("abc");
  });
});

describe("a known secret that a service writes its own way", () => {
  const secret = "pa=ss&wo'rd<1\"/é\\\\ 2";
  const redact = redactor([secret]);
  const escaped = (text: string, plain: RegExp, hex = (code: string) => code) =>
    [...text]
      .map((c) => (plain.test(c) ? c : `\\u${hex(c.charCodeAt(0).toString(16).padStart(4, "0"))}`))
      .join("");
  const inJson = JSON.stringify(secret).slice(1, -1);

  test.each([
    ["as Gson does", 'pa\\u003dss\\u0026wo\\u0027rd\\u003c1\\"/é\\\\\\\\ 2'],
    ["in ASCII alone, in capitals", escaped(secret, /\w/, (code) => code.toUpperCase())],
    ["with slashes escaped, as PHP does", inJson.replace("/", "\\/").replace("é", "\\u00e9")],
    ["in JSON within JSON", JSON.stringify(inJson).slice(1, -1)],
    ["by Gson within JSON", JSON.stringify(escaped(secret, /\w/)).slice(1, -1)],
    ["in a query, as URL writes it", new URL(`http://h/?${encodeURIComponent(secret)}`).search.slice(1)],
    [
      "percent-encoded in small letters",
      encodeURIComponent(secret).replace(/%\w\w/g, (c) => c.toLowerCase()),
    ],
  ])("is masked %s", (_way, written) => {
    expect(written).not.toContain(secret);
    expect(redact(`before ${written} after`)).toBe("before [redacted] after");
  });

  const key = "-----BEGIN KEY-----\nMII+/\t=\r\n-----END KEY-----\n";
  const keyInJson = JSON.stringify(key).slice(1, -1);

  test.each([
    ["as it is", key],
    ["in JSON", keyInJson],
    ["in JSON within JSON", JSON.stringify(keyInJson).slice(1, -1)],
    ["with its control characters by their numbers", escaped(key, /[\w+/=-]/)],
    ["percent-encoded", encodeURIComponent(key)],
    ["in a form", new URLSearchParams({ key }).toString().slice("key=".length)],
  ])("is masked with the ends of its lines %s", (_way, written) => {
    expect(redactor([key])(`before ${written} after`)).toBe("before [redacted] after");
  });

  test.each([
    ["a backslash written once is another text", "a\\\\b", "a\\b"],
    ["a letter is no line's end", "a\nb", "anb"],
    ["a plus sign is no backslash", "a\\b", "a+b"],
  ])("leaves what only looks like it: %s", (_what, known, text) => {
    expect(redactor([`${known}cd`])(`${text}cd`)).toBe(`${text}cd`);
  });

  test("is masked with backslashes in a row in JSON within JSON within JSON", () => {
    let written = "share\\\\\\key";
    const redactPath = redactor([written]);
    for (let depth = 0; depth < 3; depth++) written = JSON.stringify(written).slice(1, -1);
    expect(redactPath(`before ${written} after`)).toBe("before [redacted] after");
  });

  test("is masked when it cannot be encoded, and does not take long to be missed", () => {
    expect(redactor(["half \ud800 a pair"])("half \ud800 a pair")).toBe("[redacted]");
    const start = process.cpuUsage();
    redactor(["\\\\\\\\\"\"''x", "aaaa"])("\\".repeat(100_000));
    expect(process.cpuUsage(start).user).toBeLessThan(1_000_000);
  });
});

test("an error is masked with its stack and its causes, and stays what it is", () => {
  const cause = new Error("sent opaque-token-1");
  const error = new TypeError("failed with opaque-token-1", { cause });
  cause.cause = error;
  const masked = redactError(error, redactor(["opaque-token-1"]));
  expect(masked).toBe(error);
  expect([masked.message, masked.stack, cause.message, cause.stack].join()).not.toContain("opaque-token-1");
  expect(redactError("opaque-token-1", redactor(["opaque-token-1"])).message).toBe("[redacted]");
});

describe("a credential by its looks", () => {
  const redact = redactor([]);

  it.each([
    ["Bearer abc.def-1~+/= rest", "Bearer [redacted] rest"],
    ["bearer  a1", "Bearer [redacted]"],
    ["Bearer of news", "Bearer of news"],
    ["Unbearer a1", "Unbearer a1"],
    ["eyJhbGciOiJS.payload", "[redacted]"],
    ["eyJhbGciOiJS.payload.signature.rest", "[redacted].rest"],
    ["eyJshort.payload", "eyJshort.payload"],
    ["keyJhbGciOiJS.payload", "keyJhbGciOiJS.payload"],
    ["client_secret : 'a b'", "client_secret : '[redacted] b'"],
    ["access_token=a,b", "access_token=[redacted],b"],
    ['"access_token": "a"', '"access_token": "[redacted]"'],
    ["client_secret=a}", "client_secret=[redacted]}"],
    ["my_client_secret=a", "my_client_secret=a"],
    ["client_secret", "client_secret"],
  ])("%s", (text, masked) => {
    expect(redact(text)).toBe(masked);
  });

  it("is masked in every place, and secrets of four letters are", () => {
    expect(redactor(["four", "thr"])("four three four")).toBe("[redacted] three [redacted]");
    expect(redactor(["a.c*"])("a.c* abc")).toBe("[redacted] abc");
  });

  it("is masked in errors without a stack, too, and in what is no error", () => {
    const bare = new Error("four");
    delete bare.stack;
    expect(redactError(bare, redactor(["four"])).message).toBe("[redacted]");
    expect(bare.stack).toBeUndefined();
    expect(redactError({ toString: () => "four" }, redactor(["four"]))).toBeInstanceOf(Error);
  });
});
