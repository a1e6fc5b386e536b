import type { Location } from "../api/settings";
import { WrongLocationError } from "./errors";

const WORDS: { readonly [Part in keyof Location]: string } = {
  host: "host",
  orgId: "organization",
  sandbox: "sandbox",
};

/**
 * Seen from another host, organization or sandbox every object is missing: a refresh would empty the stack and an
 * up would make everything twice. So nothing is sent unless configuration and state name the same place.
 */
export function assertSameLocation(recorded: Location | undefined, configured: Location, what: string): void {
  if (recorded === undefined) return;
  const parts = (["host", "orgId", "sandbox"] as const).filter((part) => recorded[part] !== configured[part]);
  if (parts.length === 0) return;
  const differences = parts.map(
    (part) => `${WORDS[part]} ${recorded[part]}, but the configuration names ${configured[part]}`,
  );
  throw new WrongLocationError(
    `The ${what} lives in ${differences.join("; ")}. Nothing was sent. ` +
      "Point the configuration (AEP_* variables, aep:* stack configuration) back at the recorded place, " +
      "or use a stack of its own for the other one (pulumi stack init). " +
      "Refresh and destroy use the stack configuration of the last up.",
  );
}
