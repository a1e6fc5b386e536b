import { type AssumptionId, type AssumptionValues, assumptions } from "./assumptions";

/** Says in one sentence why a switch cannot be set. */
export class UnknownSwitch extends Error {}

/** The values that the switches of the ledger have at this moment. */
export class Ledger {
  private values: AssumptionValues;
  private readonly initial: AssumptionValues;

  constructor(overrides: Readonly<Record<string, unknown>> = {}) {
    this.initial = withOverrides(defaults(), overrides);
    this.values = this.initial;
  }

  value<Id extends AssumptionId>(id: Id): AssumptionValues[Id] {
    return this.values[id];
  }

  all(): AssumptionValues {
    return this.values;
  }

  /** @throws UnknownSwitch when an id or a value does not exist; then nothing is changed. */
  set(overrides: Readonly<Record<string, unknown>>): void {
    this.values = withOverrides(this.values, overrides);
  }

  /** Back to the values that the server was started with. */
  reset(): void {
    this.values = this.initial;
  }
}

function defaults(): AssumptionValues {
  return Object.fromEntries(
    Object.entries(assumptions).map(([id, assumption]) => [id, assumption.default]),
  ) as AssumptionValues;
}

function withOverrides(
  values: AssumptionValues,
  overrides: Readonly<Record<string, unknown>>,
): AssumptionValues {
  return { ...values, ...parseSwitches(overrides) };
}

/** @throws UnknownSwitch when an id or a value does not exist. */
export function parseSwitches(overrides: Readonly<Record<string, unknown>>): Partial<AssumptionValues> {
  const changed = Object.entries(overrides).map(([id, value]) => {
    if (!isAssumptionId(id)) {
      throw new UnknownSwitch(`There is no switch "${id}". Known: ${Object.keys(assumptions).join(", ")}.`);
    }
    const parsed = assumptions[id].values.safeParse(value);
    if (!parsed.success) {
      throw new UnknownSwitch(
        `The switch "${id}" cannot be ${JSON.stringify(value)}. Possible: ${assumptions[id].alternatives}.`,
      );
    }
    return [id, parsed.data];
  });
  return Object.fromEntries(changed);
}

function isAssumptionId(id: string): id is AssumptionId {
  return Object.hasOwn(assumptions, id);
}
