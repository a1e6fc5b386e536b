import type { Clock } from "../../../provider/api/retry";

/** Time that jumps from one thing that is waited for to the next, so that minutes pass in milliseconds. */
export interface VirtualTime extends Clock {
  /** Lets so much time pass, with everything that happens in it. */
  pass(milliseconds: number): Promise<void>;
  /** Jumps to what is waited for next. */
  next(): Promise<void>;
}

export function virtualTime(seed = 1): VirtualTime {
  let time = Date.UTC(2026, 0, 1);
  let state = seed;
  const waiting: { readonly at: number; readonly proceed: () => void }[] = [];
  const settled = () =>
    new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  const proceed = async (end: number) => {
    waiting.sort((left, right) => left.at - right.at);
    const [next] = waiting;
    if (next === undefined || next.at > end) return false;
    waiting.shift();
    time = Math.max(time, next.at);
    next.proceed();
    await settled();
    return true;
  };
  return {
    now: () => time,
    // A linear congruential generator: the same chance in every run (Numerical Recipes).
    random: () => {
      state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
      return state / 2 ** 32;
    },
    sleep: (milliseconds) =>
      new Promise((proceed) => {
        waiting.push({ at: time + milliseconds, proceed });
      }),
    pass: async (milliseconds) => {
      const end = time + milliseconds;
      await settled();
      while (await proceed(end));
      time = end;
    },
    next: async () => {
      await proceed(Number.POSITIVE_INFINITY);
    },
  };
}
