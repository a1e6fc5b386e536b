import type { AnyKind } from "../../lifecycle/kind";
import { look } from "../../lifecycle/look";
import { readRecorded } from "../../lifecycle/recorded";
import { tenantOf } from "../../lifecycle/tenant";
import { isAsDeclared } from "../../lifecycle/twins";
import type { Explanation } from "./finding";
import type { Surroundings } from "./natural-key";
import { declaredBy } from "./resource";
import type { RecordedResource } from "./stack-state";

/** An update, a deletion or a read that was begun: the stack has the object's id. */
export async function explainExisting(
  operation: string,
  kind: AnyKind,
  resource: RecordedResource,
  { client, resources }: Surroundings,
): Promise<Explanation> {
  const isSame = ({ urn, id, delete: leaving }: RecordedResource) =>
    urn === resource.urn && (resource.id === undefined ? !leaving : id === resource.id);
  const recorded = resources.find(isSame);
  const id = resource.id ?? recorded?.id;
  const candidates = [] as const;
  if (id === undefined || recorded === undefined) {
    const inAep = "Not asked: the stack has no id of it.";
    return { inAep, candidates, next: "Nothing about it: only the engine's note is left.", need: "up" };
  }
  const { location } = readRecorded(kind, recorded.outputs);
  const { sandbox, host } = client.location;
  if (location !== undefined && (location.sandbox !== sandbox || location.host !== host)) {
    return {
      inAep: `Not asked: ${id} is in the sandbox "${location.sandbox}" on ${location.host}.`,
      candidates,
      next: `pulumi-aep repair --sandbox ${location.sandbox} says it.`,
      need: "you",
    };
  }
  const args = declaredBy(kind, resource);
  const live = await look(kind, client, id, [args]);
  if (operation === "deleting") return ofDeletion(id, live !== undefined, recorded.delete);
  if (live === undefined) {
    const next =
      "It may stop, because the object was deleted elsewhere. pulumi refresh first: then it is made anew.";
    return { inAep: `${id} is gone.`, candidates, next, need: "refresh" };
  }
  if (operation !== "updating") {
    return { inAep: `${id} is there; it was only read.`, candidates, next: "It is read again.", need: "up" };
  }
  const tenantId = await tenantOf(kind, client);
  const matches = isAsDeclared({ kind, args, tenantId }, live);
  return {
    inAep: matches
      ? `${id} has what the update was to write.`
      : `${id} has not, or not all of, what the update was to write.`,
    candidates: [{ id, matches, ofAnother: false }],
    next: matches ? "It finds nothing left to write." : "It writes what is missing.",
    need: "up",
  };
}

function ofDeletion(id: string, isThere: boolean, isReplaced: boolean): Explanation {
  const candidates = [] as const;
  if (!isThere) {
    const next = isReplaced
      ? "It takes the object out of the stack."
      : "It does not look, and believes that the object is there: pulumi refresh first, or pulumi destroy, which goes on.";
    return { inAep: `${id} is gone.`, candidates, next, need: isReplaced ? "up" : "refresh" };
  }
  const next = isReplaced
    ? "It deletes the object, whose successor is there."
    : "It keeps the object, if the program still declares it. pulumi destroy goes on deleting.";
  return { inAep: `${id} is still there.`, candidates, next, need: "up" };
}
