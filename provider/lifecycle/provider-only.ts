import type { JsonObject } from "../api/values";
import type { AnyKind } from "./kind";
import { ownerOf, type Recorded } from "./recorded";

/**
 * Inputs that only the provider reads are said of a resource, not of one object: what was recorded last counts, also for
 * an object that the resource had before and that is still to be deleted. The engine hands over what was recorded then.
 */
export class ProviderOnlyInputs {
  private readonly byOwner = new Map<string, JsonObject>();

  /** The stack holds these inputs. */
  recorded(kind: AnyKind, { args, hidden }: Pick<Recorded, "args" | "hidden">): void {
    const owner = ownerOf(hidden);
    const names = providerOnlyNames(kind);
    if (owner === undefined || names.length === 0) return;
    this.byOwner.set(
      owner,
      Object.fromEntries(Object.entries(args).filter(([name]) => names.includes(name))),
    );
  }

  /** The object as its resource stands. */
  brought<Of extends Pick<Recorded, "args" | "hidden">>(kind: AnyKind, object: Of): Of {
    const latest = this.byOwner.get(ownerOf(object.hidden) ?? "");
    if (latest === undefined) return object;
    const names = providerOnlyNames(kind);
    const others = Object.entries(object.args).filter(([name]) => !names.includes(name));
    return { ...object, args: { ...Object.fromEntries(others), ...latest } };
  }
}

function providerOnlyNames(kind: AnyKind): readonly string[] {
  return Object.entries(kind.fields).flatMap(([name, field]) => (field?.providerOnly ? [name] : []));
}
