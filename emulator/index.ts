import { Clock } from "./clock";
import { controlService } from "./control/control";
import type { FaultPlan } from "./control/fault";
import { Faults } from "./control/faults";
import { RequestLog } from "./control/request-log";
import { RateLimits } from "./gateway/rate-limits";
import { createServer } from "./gateway/server";
import { Tokens } from "./gateway/tokens";
import { Ledger } from "./ledger/ledger";
import { pageService } from "./page/page";
import { platformServices } from "./services/platform";
import { openJournal } from "./store/journal";
import { Store } from "./store/store";

/** How an emulator is started. */
export interface EmulatorOptions {
  /** The port on 127.0.0.1; 0 picks a free one. */
  readonly port: number;
  /** A folder that holds the objects beyond a restart. In memory when absent. */
  readonly dataDirectory?: string;
  /** Switches of the ledger by id, where they differ from their defaults. */
  readonly assumptions?: Readonly<Record<string, unknown>>;
  /** A file to which every exchange with the platform is appended as a line of JSON, without credentials. */
  readonly record?: string;
  /** The faults that the server starts with, and goes back to at a reset. */
  readonly faults?: FaultPlan;
  /** Epoch milliseconds. The system's clock when absent. */
  readonly clock?: () => number;
}

/** A running emulator. */
export interface Emulator {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Stops listening, cuts open connections and closes the data folder. */
  close(): Promise<void>;
}

/**
 * Starts an emulator in this process.
 *
 * @throws UnknownSwitch for a switch that does not exist; Error when the port is taken (code `EADDRINUSE`) or the
 * data folder is in use or unreadable.
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const ledger = new Ledger(options.assumptions);
  const store = new Store(
    options.dataDirectory === undefined ? undefined : openJournal(options.dataDirectory),
  );
  const tokens = new Tokens();
  const faults = new Faults(options.faults);
  store.keepHistory(faults.longestLag());
  const clock = new Clock(options.clock ?? Date.now);
  const requestLog = new RequestLog();
  let address = "";
  const server = createServer({
    platform: platformServices(tokens),
    beside: [controlService({ store, ledger, tokens, faults, requestLog, clock }), pageService(requestLog)],
    store,
    ledger,
    tokens,
    faults,
    requestLog,
    limits: new RateLimits(),
    recording: options.record,
    clock: () => clock.now(),
    address: () => address,
  });
  const close = async (): Promise<void> => {
    await server.close();
    store.close();
  };
  try {
    address = await server.listen({ host: "127.0.0.1", port: options.port });
  } catch (error) {
    await close();
    throw error;
  }
  return { url: address, close };
}
