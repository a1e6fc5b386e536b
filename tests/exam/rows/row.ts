/** How much is done: what fits into `npm test`, or what the exam demands. */
export type Size = "small" | "full";

export interface RowOptions {
  readonly size: Size;
  /** Of everything that chance decides. */
  readonly seed: number;
  /** Runs these cases alone: the names that failures are reported under. */
  readonly only?: readonly string[] | undefined;
  /** At most so many cases, picked by chance. Default: all of the size. */
  readonly most?: number | undefined;
  /** Begins no further case after so many minutes. Default: all cases. */
  readonly minutes?: number | undefined;
  /** Runs at the same time, each on an emulator and a provider process of its own. */
  readonly lanes: number;
  readonly progress: (done: number, total: number) => void;
  /** Where cases that ran are kept. Default: nowhere. */
  readonly checkpoints?: Checkpoints | undefined;
  /** Names a file for the exchanges with one more emulator; undefined: they are not judged. */
  readonly recording?: (() => string | undefined) | undefined;
}

/** The cases that a row already ran, in this run or in one that was interrupted. */
export interface Checkpoints {
  /** What a case came to in an earlier run: as it was kept, in JSON. */
  earlier(name: string): { readonly result?: unknown; readonly failure?: Failure | undefined } | undefined;
  keep(name: string, result: unknown, failure: Failure | undefined): Promise<void>;
}

export interface Failure {
  /** What `--only` takes. */
  readonly name: string;
  readonly problem: string;
}

export interface RowReport {
  /** Cases that ran. */
  readonly runs: number;
  /** Measured, in the order in which they are shown. */
  readonly figures: Readonly<Record<string, number | string>>;
  readonly failures: readonly Failure[];
}

export interface Row {
  /** Its number; with an E where the real engine drives it. */
  readonly id: string;
  readonly title: string;
  /** What must be true, and the size that the exam demands. */
  readonly demand: string;
  /** Whether it also runs, small, in `npm test`. Default: true. */
  readonly inTests?: false;
  run(options: RowOptions): Promise<RowReport>;
}
