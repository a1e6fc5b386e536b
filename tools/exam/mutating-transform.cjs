/** Jest's transform for `npm run exam -- --row 9`: as jest.config.cjs has it, with one small fault put into one file. */
const { createTransformer } = require("@swc/jest");

const swc = createTransformer({
  jsc: { target: "es2022", parser: { syntax: "typescript" } },
  module: { type: "commonjs" },
});
/** @type {{ file: string, start: number, end: number, text: string }} */
const mutant = JSON.parse(process.env.AEP_MUTANT ?? "null");

function mutated(source, file) {
  return mutant === null || mutant.file !== file
    ? source
    : source.slice(0, mutant.start) + mutant.text + source.slice(mutant.end);
}

module.exports = {
  canInstrument: false,
  process: (source, file, options) => swc.process(mutated(source, file), file, options),
  getCacheKey: (source, file, options) => swc.getCacheKey(mutated(source, file), file, options),
};
