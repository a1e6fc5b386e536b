// The smallest program that shows whether the engine, the language host and the dynamic provider work together.
import * as pulumi from "@pulumi/pulumi";

const provider = `exports.handler = () => ({
  async create(inputs) {
    if (inputs.text === "refuse") throw new Error("refused by the provider");
    console.error("made " + inputs.text);
    return { id: "id-of-" + inputs.text, outs: { text: inputs.text } };
  },
  async diff(id, olds, news) { return { changes: olds.text !== news.text, replaces: [] }; },
  async update(id, olds, news) { return { outs: { text: news.text } }; },
});`;

class Note extends pulumi.CustomResource {
  declare readonly text: pulumi.Output<string>;

  constructor(name: string, args: { text: pulumi.Input<string> }) {
    super("pulumi-nodejs:dynamic/tests:Note", name, { ...args, __provider: provider });
  }
}

const configuration = new pulumi.Config("tests");
const first = new Note("first", { text: "one" });
const second = new Note("second", { text: pulumi.interpolate`two after ${first.id}` });

export const text = second.text;
export const configured = configuration.get("setting");
export const confidential = configuration.getSecret("confidential");
