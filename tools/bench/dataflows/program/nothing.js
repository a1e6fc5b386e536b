// Resources of the same form as this package's, with a provider that does nothing.
const pulumi = require("@pulumi/pulumi");
const { KINDS } = require("./nothing-provider");

const hidden = ["__provider", "__owner", "__timeouts", "__adopt", "__lookup"];

for (const [kind, { computed }] of Object.entries(KINDS)) {
  const outputs = Object.fromEntries([...Object.keys(computed), "location"].map((name) => [name, undefined]));
  const provided = {
    __provider: `exports.handler = () => require(process.cwd() + "/nothing-provider").${kind};`,
    __owner: "0123456789abcdef",
  };
  exports[kind] = class extends pulumi.CustomResource {
    constructor(name, args) {
      const inputs = { ...outputs, ...args, ...provided };
      super(`pulumi-nodejs:dynamic/bench:${kind}`, name, inputs, { hideDiffs: hidden });
    }

    asTransformation() {
      return { name: "Mapping", params: { mappingId: this.id, mappingVersion: this.version } };
    }
  };
}
