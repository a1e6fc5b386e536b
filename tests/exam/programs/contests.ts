import type { Properties } from "../../support/provider-client";
import { up } from "../engine/engine";
import type { Declaration } from "../engine/program";
import { Run } from "../engine/run";
import { StateFile } from "../engine/state";
import type { RunningProvider } from "../platform/provider-slot";
import { pipeline } from "./pipeline";

export interface Made {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** Ids of field groups that a schema can be given, where they were asked for. */
  readonly further: readonly string[];
}

/** A change of a program, one of its kind in each round. */
type Edit = (inputs: Properties, round: number, further: readonly string[]) => Properties;

/** One object that two programs change, each in another place. */
export interface Contest {
  readonly label: string;
  readonly kind: string;
  /** @param rounds how often it is going to be changed */
  make(provider: RunningProvider, rounds: number): Promise<Made>;
  readonly left: Edit;
  readonly right: Edit;
  /**
   * Where AEP cannot refuse a write that is based on old content, it must at least be noticed. Where its answer does not
   * show it either, an update may only be lost while both had looked and neither had written.
   */
  readonly mayLose: "never" | "when told" | "in the gap";
}

function contest(
  label: string,
  kind: string,
  left: Contest["left"],
  right: Contest["right"],
  more: Partial<Contest> = {},
): Contest {
  return {
    label,
    kind,
    left,
    right,
    make: (provider, rounds) => make(provider, kind, kind === "schema" ? rounds * 2 : 0),
    mayLose: "never",
    ...more,
  };
}

const renamed: Contest["left"] = (inputs, round) => ({ ...inputs, name: `Named ${round}` });
/** Contested are the namespace and the rank of an identity. */
const inAnotherNamespace: Contest["left"] = (inputs, round) => ({
  ...inputs,
  namespace: round % 2 === 0 ? "Email" : "Phone",
});
const ofAnotherRank: Contest["right"] = (inputs, round) => ({ ...inputs, isPrimary: round % 2 === 0 });

const described: Contest["right"] = (inputs, round) => ({ ...inputs, description: `Described ${round}` });

function withField(prefix: string): Contest["left"] {
  return (inputs, round) => ({
    ...inputs,
    fields: { ...(inputs.fields as Properties), [`${prefix}${round}`]: "string" },
  });
}

function withMapping(place: number): Contest["left"] {
  return (inputs, round) => ({
    ...inputs,
    mappings: (inputs.mappings as readonly { destination: string }[]).map((each) =>
      each.destination.endsWith(`.field${place}`) ? { ...each, source: `event.round${round}` } : each,
    ),
  });
}

function withFieldGroup(place: number): Contest["left"] {
  return (inputs, round, further) => ({
    ...inputs,
    fieldGroups: [...(inputs.fieldGroups as readonly string[]), further[(round - 1) * 2 + place] ?? ""],
  });
}

export const CONTESTS: readonly Contest[] = [
  contest("flow", "flow", renamed, described),
  contest("source connection", "sourceConnection", renamed, described),
  contest("target connection", "targetConnection", renamed, described),
  contest("base connection", "baseConnection", renamed, described),
  contest("dataset", "dataset", renamed, described),
  contest("mapping set", "mappingSet", withMapping(0), withMapping(1), { mayLose: "when told" }),
  contest("schema", "schema", withFieldGroup(0), withFieldGroup(1)),
  contest("field group", "fieldGroup", withField("left"), withField("right")),
  contest("identity namespace", "identityNamespace", renamed, described, { mayLose: "in the gap" }),
  contest("identity descriptor", "identityDescriptor", inAnotherNamespace, ofAnotherRank, {
    mayLose: "in the gap",
  }),
];

async function make(provider: RunningProvider, kind: string, furtherGroups: number): Promise<Made> {
  const program = pipeline({ name: "contested", fields: ["field0", "field1"], everyKind: true });
  const further = Array.from({ length: furtherGroups }, (_each, index) => furtherGroup(index));
  const file = new StateFile("contest");
  const { errors } = await up(new Run(provider, file), [...program, ...further]);
  if (errors.length > 0) throw new Error(errors.join("; "));
  const { resources } = file.load();
  const contested = program.find((each) => each.kind === kind);
  const made = resources.find(({ name }) => name === contested?.name);
  if (made === undefined) throw new Error(`No ${kind} was made.`);
  const { id, inputs, outputs } = made;
  const ids = further
    .flatMap(({ name }) => resources.filter((each) => each.name === name))
    .map((each) => each.id);
  return { id, inputs, outputs, further: ids };
}

function furtherGroup(index: number): Declaration {
  return {
    name: `further-${index}`,
    kind: "fieldGroup",
    inputs: {
      title: `Further ${index}`,
      intendedToExtend: ["experienceevent"],
      fields: { [`more${index}`]: "string" },
    },
  };
}
