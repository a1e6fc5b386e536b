import type { Value } from "../../value";
import { EvaluationError } from "../evaluation";
import { defineFunction, optional, text, truth } from "../function";

const address = text("url", "The URL.");

/** Ports that a scheme has when the URL names none. */
const schemePorts: Readonly<Record<string, number>> = {
  "ftp:": 21,
  "http:": 80,
  "https:": 443,
  "sftp:": 22,
  "ssh:": 22,
};

function parse(words: string): URL | undefined {
  return URL.canParse(words) ? new URL(words) : undefined;
}

function part(
  name: string,
  description: string,
  returnType: "java.lang.Integer" | "java.lang.String",
  example: string,
  result: string,
  compute: (url: URL) => Value,
) {
  return defineFunction({
    names: [name],
    description,
    returns: "The part; null when the input is not a URL.",
    returnType,
    example,
    result,
    parameters: [address],
    compute: (_evaluation, [words]) => {
      const url = parse(words);
      return url === undefined ? null : compute(url);
    },
  });
}

const anchorUses = ["retain", "remove", "append"];

function queryOf(url: URL, anchor: string): Value {
  if (!anchorUses.includes(anchor)) {
    throw new EvaluationError(`The anchor is one of ${anchorUses.join(", ")}, not ${anchor}.`);
  }
  const last = anchor === "retain" ? url.hash : "";
  const parameters = new Map(new URLSearchParams(url.search.slice(1)));
  const [lastName, lastValue] = [...parameters].at(-1) ?? [];
  if (lastName !== undefined) {
    parameters.set(lastName, `${lastValue ?? ""}${last}`);
  }
  if (anchor === "append" && url.hash !== "") {
    parameters.set("_anchor_", url.hash.slice(1));
  }
  return Object.fromEntries(parameters);
}

/** Characters that the guide encodes and encodeURIComponent does not. */
const alsoEncoded = /[!'()*~]/g;

/** Half of a surrogate pair cannot be encoded. */
function wellFormed(words: string): string {
  return Buffer.from(words).toString();
}

function decode(words: string): string {
  try {
    return decodeURIComponent(words);
  } catch {
    throw new EvaluationError(`${words.slice(0, 60)} is not percent-encoded.`);
  }
}

/** Adobe's category "URL functions". */
export const urlFunctions = [
  part(
    "get_url_protocol",
    "The protocol of a URL.",
    "java.lang.String",
    'get_url_protocol("https://platform.adobe.com/home")',
    '"https"',
    (url) => url.protocol.slice(0, -1),
  ),
  part(
    "get_url_host",
    "The host of a URL.",
    "java.lang.String",
    'get_url_host("https://platform.adobe.com/home")',
    '"platform.adobe.com"',
    (url) => url.hostname,
  ),
  part(
    "get_url_port",
    "The port of a URL, or the one that its protocol has.",
    "java.lang.Integer",
    'get_url_port("sftp://example.com//home/joe/employee.csv")',
    "22",
    (url) => (url.port === "" ? (schemePorts[url.protocol] ?? null) : Number(url.port)),
  ),
  defineFunction({
    names: ["get_url_path"],
    description: "The path of a URL, whole or only its end.",
    returns: "The path; null when the input is not a URL.",
    returnType: "java.lang.String",
    example: 'get_url_path("sftp://example.com//home/joe/employee.csv")',
    result: '"//home/joe/employee.csv"',
    parameters: [address, optional(truth("fullPath", "Whether the whole path is wanted; true by default."))],
    compute: (_evaluation, [words, full]) => {
      const path = parse(words)?.pathname;
      return path === undefined ? null : full === false ? (path.split("/").at(-1) ?? "") : path;
    },
  }),
  defineFunction({
    names: ["get_url_query_str"],
    description: "The parameters in the query of a URL.",
    returns: "Their values by name; null when the input is not a URL.",
    returnType: "java.util.Map",
    example: 'get_url_query_str("foo://example.com:8042/over/there?name=ferret#nose", "retain")',
    result: '{"name": "ferret#nose"}',
    parameters: [
      address,
      text(
        "anchor",
        "What becomes of the anchor: retain (with the last value), remove, append (as _anchor_).",
      ),
    ],
    compute: (_evaluation, [words, anchor]) => {
      const url = parse(words);
      return url === undefined ? null : queryOf(url, anchor);
    },
  }),
  defineFunction({
    names: ["get_url_encoded"],
    description: "Writes the special characters of a text as percent codes.",
    returns: "The encoded text.",
    returnType: "java.lang.String",
    example: 'get_url_encoded("https://example.com/partneralliance_asia-pacific_2022")',
    result: '"https%3A%2F%2Fexample.com%2Fpartneralliance_asia-pacific_2022"',
    parameters: [address],
    compute: (_evaluation, [words]) =>
      encodeURIComponent(wellFormed(words)).replace(
        alsoEncoded,
        (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
  }),
  defineFunction({
    names: ["get_url_decoded"],
    description: "Reads percent codes back.",
    returns: "The text with its special characters.",
    returnType: "java.lang.String",
    example: 'get_url_decoded("https%3A%2F%2Fexample.com%2Fpartneralliance_asia-pacific_2022")',
    result: '"https://example.com/partneralliance_asia-pacific_2022"',
    parameters: [address],
    compute: (_evaluation, [words]) => decode(words),
  }),
];
