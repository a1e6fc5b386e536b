import type { Limiter, Turn } from "../../../provider/api/limiter";
import type { VirtualTime } from "./virtual-time";

/** A server that takes so many requests in a time and says so by nothing but a 429. */
export interface LimitedServer {
  readonly requests: number;
  readonly perMilliseconds: number;
  readonly latencyMilliseconds: number;
  readonly retryAfterMilliseconds?: number;
  /**
   * How it counts: in the time before each request (the default), from one full time to the next, or with a bucket that
   * holds so many and is refilled steadily.
   */
  readonly counting?: "moving window" | "fixed window" | { readonly bucket: number };
}

interface Count {
  accepted: number;
  refused: number;
  /** Under way at once. */
  most: number;
}

export function serve(time: VirtualTime, server: LimitedServer) {
  const takes = admission(time, server);
  let underWay = 0;
  const count: Count = { accepted: 0, refused: 0, most: 0 };
  const request = async (): Promise<Turn<boolean>> => {
    count.most = Math.max(count.most, ++underWay);
    // On the way, and back: up to half as long again.
    const way = () => time.sleep((server.latencyMilliseconds / 2) * (1 + time.random() / 2));
    await way();
    const taken = takes();
    await way();
    underWay--;
    count[taken ? "accepted" : "refused"]++;
    if (taken) return { result: true };
    const after = server.retryAfterMilliseconds;
    return { result: false, refused: after === undefined ? {} : { afterMilliseconds: after } };
  };
  return { count, request };
}

/** Whether it takes one that arrives now. The server's limit may change meanwhile. */
function admission(time: VirtualTime, server: LimitedServer): () => boolean {
  const { counting = "moving window", perMilliseconds } = server;
  if (typeof counting === "object") {
    let held = counting.bucket;
    let latest = time.now();
    return () => {
      const refilled = ((time.now() - latest) * server.requests) / perMilliseconds;
      held = Math.min(counting.bucket, held + refilled);
      latest = time.now();
      if (held < 1) return false;
      held--;
      return true;
    };
  }
  let recent: number[] = [];
  return () => {
    const now = time.now();
    const start = counting === "fixed window" ? now - (now % perMilliseconds) - 1 : now - perMilliseconds;
    recent = recent.filter((at) => at > start);
    if (recent.length >= server.requests) return false;
    recent.push(now);
    return true;
  };
}

/** Calls that are always waiting, each repeated until it is taken. */
export function demand(limiter: Limiter, request: () => Promise<Turn<boolean>>, callers: number): void {
  for (let caller = 0; caller < callers; caller++) {
    void (async () => {
      for (;;) {
        let again = false;
        while (!(await limiter.run(request, { again }))) again = true;
      }
    })();
  }
}
