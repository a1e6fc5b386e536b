import type { Operation } from "./operations";

interface Seen {
  readonly statuses: Set<number>;
  readonly byProvider: Set<number>;
}

/** Which operations were called, and how they were answered. */
export class Coverage {
  private readonly seen = new Map<string, Seen>();

  constructor(private readonly operations: readonly Operation[]) {}

  add({ id }: Operation, status: number, byProvider: boolean): void {
    const seen = this.seen.get(id) ?? { statuses: new Set(), byProvider: new Set() };
    this.seen.set(id, seen);
    seen.statuses.add(status);
    if (byProvider) {
      seen.byProvider.add(status);
    }
  }

  /** The operations that the provider called and got something good from. */
  calledByProvider(): readonly string[] {
    const called = [...this.seen].filter(([, { byProvider }]) =>
      [...byProvider].some((status) => status < 300),
    );
    return called.map(([id]) => id).sort();
  }

  /** A table for people: per document its operations with the statuses seen, then those never called. */
  lines(): readonly string[] {
    const documents = [...new Set(this.operations.map(({ document }) => document.name))];
    return documents.flatMap((name) => this.linesOf(name));
  }

  private linesOf(document: string): readonly string[] {
    const operations = this.operations.filter((operation) => operation.document.name === document);
    const called = operations.filter(({ id }) => this.seen.has(id));
    const documented = operations.flatMap((operation) => this.documentedAnswers(operation));
    const met = documented.filter((answer) => answer.seen).length;
    const never = operations.filter(({ id }) => !this.seen.has(id)).map(shortName);
    return [
      `${document}: ${called.length} of ${operations.length} operations, ${met} of ${documented.length} documented answers`,
      ...called.map((operation) => `  ${shortName(operation).padEnd(32)} ${this.statuses(operation)}`),
      ...(never.length === 0 ? [] : [`  never called: ${never.join(", ")}`]),
    ];
  }

  private documentedAnswers(operation: Operation): readonly { readonly seen: boolean }[] {
    const statuses = [...operation.answers.keys()].filter((status) => status !== "default");
    return statuses.map((status) => ({
      seen: this.seen.get(operation.id)?.statuses.has(Number(status)) === true,
    }));
  }

  /** `200 404*`: the star says that the document does not list it. */
  private statuses(operation: Operation): string {
    const statuses = [...(this.seen.get(operation.id)?.statuses ?? [])].sort((left, right) => left - right);
    return statuses.map((status) => `${status}${operation.answers.has(String(status)) ? "" : "*"}`).join(" ");
  }
}

function shortName({ id, document }: Operation): string {
  return id.slice(document.name.length + 1);
}
