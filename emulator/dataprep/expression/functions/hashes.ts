import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { EvaluationError } from "../evaluation";
import { defineFunction, optional, text } from "../function";

/** One byte for each character; a question mark, as Java writes it, for one that the set lacks. */
const singleBytes =
  (last: number) =>
  (words: string): Buffer =>
    Buffer.from(Array.from(words, (character) => fit(character.codePointAt(0) ?? 0, last)));

const fit = (code: number, last: number): number => (code <= last ? code : "?".charCodeAt(0));

/** The character sets that the guide names, as Java encodes them. */
const encoders: Readonly<Record<string, (words: string) => Buffer>> = {
  "UTF-8": (words) => Buffer.from(words, "utf8"),
  // Java writes the byte order mark and the high byte first.
  "UTF-16": (words) => Buffer.from(`\ufeff${words}`, "utf16le").swap16(),
  "ISO-8859-1": singleBytes(0xff),
  "US-ASCII": singleBytes(0x7f),
};

function encode(words: string, charset: string): Buffer {
  const name = charset.toUpperCase();
  const encoder = Object.hasOwn(encoders, name) ? encoders[name] : undefined;
  if (encoder === undefined) {
    throw new EvaluationError(
      `The character set ${charset} is not one of ${Object.keys(encoders).join(", ")}.`,
    );
  }
  return encoder(words);
}

function hash(name: string, kind: string, result: string, compute: (bytes: Buffer) => string) {
  return defineFunction({
    names: [name],
    description: `The ${kind} of a text.`,
    returns: "The hash in hexadecimal digits, lower case.",
    returnType: "java.lang.String",
    example: `${name}("my text", "UTF-8")`,
    result: `"${result}"`,
    parameters: [
      text("input", "The text."),
      optional(text("charset", "The character set in which it is encoded; UTF-8 by default.")),
    ],
    compute: (_evaluation, [words, charset]) => compute(encode(words, charset ?? "UTF-8")),
  });
}

const digest = (algorithm: string) => (bytes: Buffer) => createHash(algorithm).update(bytes).digest("hex");

/** Adobe's category "Hashing functions". */
export const hashFunctions = [
  hash("sha1", "SHA-1 hash", "c3599c11e47719df18a2448690840c5dfcce3c80", digest("sha1")),
  hash(
    "sha256",
    "SHA-256 hash",
    "7330d2b39ca35eaf4cb95fc846c21ee6a39af698154a83a586ee270a0d372104",
    digest("sha256"),
  ),
  hash(
    "sha512",
    "SHA-512 hash",
    "a3d7e45a0d9be5fd4e4b9a3b8c9c2163c21ef708bf11b4232bb21d2a8704ada2cdcd7b367dd0788a89a5c908cfe377aceb1072a7b386b7d4fd2ff68a8fd24d16",
    digest("sha512"),
  ),
  hash("md5", "MD5 hash", "d3b96ce8c9fb4e9bd0198d03ba6852c7", digest("md5")),
  // The guide's example writes the lowest byte first.
  hash("crc32", "cyclic redundancy check", "8df92e80", (bytes) => {
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(crc32(bytes));
    return sum.toString("hex");
  }),
];
