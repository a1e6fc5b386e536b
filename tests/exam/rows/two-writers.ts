import type { EngineMessage } from "../../support/engine-log";
import type { Properties } from "../../support/provider-client";
import { differences } from "../engine/verify";
import { pausing } from "../platform/faults";
import type { Lane } from "../platform/lane";
import type { RunningProvider } from "../platform/provider-slot";
import { CONTESTS, type Contest, type Made } from "../programs/contests";
import { chance } from "./chance";
import { type CaseResult, chosen, type Named, runCases, withLanes } from "./lanes";
import type { Row } from "./row";

/** Two stacks that change one object at the same time, so many times. */
interface Case extends Named {
  readonly contest: Contest;
  readonly rounds: number;
  readonly seed: number;
}

interface Result extends CaseResult {
  readonly rounds: number;
  readonly lost: number;
  readonly unnoticed: number;
  readonly refused: number;
  readonly told: number;
  /** Rounds in which the one had written before the other looked. */
  readonly inTurn: number;
}

/** Rounds on one object, before it gets too many versions and fields. */
const ROUNDS_ON_AN_OBJECT = 25;
const ROUNDS = { small: 5, full: 1_000 } as const;
const MOST_LAG_MILLISECONDS = 6;
/** Of the one before the other, so that they write in turn, too. */
const MOST_HEAD_START_MILLISECONDS = 60;

export const twoWriters: Row = {
  id: "4",
  title: "Two writers change one object at the same time",
  demand:
    "1,000 rounds each; flow, connection, dataset: 0 lost updates; mapping set: 0 unnoticed; schema and field group: additions all there; identity namespace and descriptor: lost only where both had looked before either wrote",
  run: (options) =>
    withLanes(options, async (lanes) => {
      const parts = Math.ceil(ROUNDS[options.size] / ROUNDS_ON_AN_OBJECT);
      const rounds = Math.min(ROUNDS[options.size], ROUNDS_ON_AN_OBJECT);
      const all = CONTESTS.flatMap((contest) =>
        Array.from({ length: parts }, (_each, index): Case => {
          const seed = options.seed * 1_000_003 + index;
          return {
            name: `${contest.label}, part ${index + 1} of seed ${options.seed}`,
            contest,
            rounds,
            seed,
          };
        }),
      );
      const cases = chosen(all, options, all.length);
      const { results, failures } = await runCases(lanes, cases, options, runCase);
      const figures = Object.fromEntries(
        CONTESTS.map(({ label, mayLose }) => {
          const own = results.flatMap(([each, result]) =>
            each.contest.label === label && result !== undefined ? [result] : [],
          );
          const sum = (of: (result: Result) => number) => own.reduce((total, each) => total + of(each), 0);
          const text = `${sum((each) => each.rounds)} rounds, ${sum(({ lost }) => lost)} updates lost, of these ${sum(({ unnoticed }) => unnoticed)} unnoticed, ${sum(({ refused }) => refused)} refused, ${sum(({ told }) => told)} warnings`;
          return [label, mayLose === "in the gap" ? `${text}, ${sum(({ inTurn }) => inTurn)} in turn` : text];
        }),
      );
      return { runs: results.length, figures, failures };
    }),
};

async function runCase(lane: Lane, { contest, rounds, seed }: Case): Promise<Result> {
  const luck = chance(seed);
  const mine = await lane.provider();
  const theirs = await lane.secondProvider();
  const order = new Order();
  lane.platform.interfere(async (call) => {
    await pausing(luck.between(0, MOST_LAG_MILLISECONDS));
    const answer = await order.during(call.request.method, () => call.forward());
    await pausing(luck.between(0, MOST_LAG_MILLISECONDS));
    await call.reply(answer);
  });
  let made = await contest.make(mine, rounds);
  const total = { rounds: 0, lost: 0, unnoticed: 0, refused: 0, told: 0, inTurn: 0 };
  for (let round = 1; round <= rounds; round++) {
    const heardBefore = [mine, theirs].map((writer) => writer.messages().length);
    const left = contest.left(made.inputs, round, made.further);
    const right = contest.right(made.inputs, round, made.further);
    order.begin();
    const [ours, other] = await Promise.allSettled([
      mine.update(contest.kind, made.id, made.outputs, left),
      pausing(contest.mayLose === "in the gap" ? luck.between(0, MOST_HEAD_START_MILLISECONDS) : 0).then(() =>
        theirs.update(contest.kind, made.id, made.outputs, right),
      ),
    ]);
    const inTurn = !order.bothLookedFirst();
    await pausing(LOG_MILLISECONDS);
    const heard = [mine, theirs].flatMap((writer, index) => writer.messages().slice(heardBefore[index]));
    const told = warningsAbout(made.id, [made.inputs, left, right], heard).length;
    const refused = [ours, other].filter(({ status }) => status === "rejected").length;
    if (refused === 2) return { ...total, problem: `round ${round}: both were refused: ${whyOf(ours)}` };
    let wanted: Properties = made.inputs;
    if (ours.status === "fulfilled") wanted = contest.left(wanted, round, made.further);
    if (other.status === "fulfilled") wanted = contest.right(wanted, round, made.further);
    const lost = differences({ kind: contest.kind, id: made.id }, wanted, await lane.objects());
    total.rounds += 1;
    total.refused += refused;
    total.told += told;
    total.inTurn += inTurn ? 1 : 0;
    if (lost.length > 0) {
      total.lost += 1;
      if (told === 0) total.unnoticed += 1;
      if (!mayBeLost(contest, told, inTurn)) {
        return {
          ...total,
          problem: `round ${round}: ${lost.join("; ")} (${told} warnings, ${refused} refused)`,
        };
      }
    }
    made = await readAgain(mine, contest, made, wanted);
  }
  return { ...total, problem: undefined };
}

function mayBeLost({ mayLose }: Contest, told: number, inTurn: boolean): boolean {
  return (mayLose === "when told" && told > 0) || (mayLose === "in the gap" && !inTurn);
}

/** In which order the requests of a round had their effect. */
class Order {
  private looks = 0;
  private looksBeforeAnyWrite: number | undefined;

  begin(): void {
    this.looks = 0;
    this.looksBeforeAnyWrite = undefined;
  }

  async during<T>(method: string, forward: () => Promise<T>): Promise<T> {
    if (method === "GET") {
      this.looks += 1;
      return forward();
    }
    const answer = await forward();
    this.looksBeforeAnyWrite ??= this.looks;
    return answer;
  }

  bothLookedFirst(): boolean {
    return (this.looksBeforeAnyWrite ?? this.looks) >= 2;
  }
}

/** What else is said, of other objects or of what is going on, tells nobody that an update was lost. */
function warningsAbout(
  id: string,
  declarations: readonly Properties[],
  messages: readonly EngineMessage[],
): readonly EngineMessage[] {
  const names = declarations.flatMap(({ name, title }) =>
    [name, title].filter((label) => typeof label === "string").map((label) => `"${label}"`),
  );
  return messages.filter(
    ({ severity, message }) =>
      severity === "warning" && [id, ...names].some((each) => message.includes(each)),
  );
}

function whyOf(outcome: PromiseSettledResult<unknown>): string {
  return outcome.status === "rejected" ? String(outcome.reason) : "";
}

/** The provider does not wait until the engine has taken a message. */
const LOG_MILLISECONDS = 10;

/** Both programs now declare what both have written, and record the object as it is. */
async function readAgain(
  provider: RunningProvider,
  { kind }: Contest,
  made: Made,
  wanted: Properties,
): Promise<Made> {
  const recorded = { ...made.outputs, ...wanted };
  const { id, inputs, outputs } = await provider.read(kind, made.id, recorded);
  if (id === "") throw new Error("the object is gone");
  return { id, inputs, outputs, further: made.further };
}
