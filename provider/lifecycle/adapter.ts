import type { dynamic } from "@pulumi/pulumi";
import { ExpectedError } from "../api/errors";
import { redactError, redactor } from "../api/redact";
import { isObject, type JsonObject, toJsonObject } from "../api/values";
import { adopt, assertReplaceable } from "./adopt";
import { check } from "./check";
import type { Context, OnMade } from "./context";
import { create } from "./create";
import { remove } from "./delete";
import { diff } from "./diff";
import { logToEngine } from "./engine-log";
import type { AnyKind } from "./kind";
import { assertSameLocation } from "./location";
import { endWithEngine } from "./process-end";
import { read } from "./read";
import { adoptedId, hiddenInputs, type Recorded, readRecorded, timeoutsOf, writeRecorded } from "./recorded";
import { secretsOf, withMarkedConfidential } from "./secrets";
import { Session } from "./session";
import { update } from "./update";

const sessionOfProcess = new Session(process.env, logToEngine);
endWithEngine(sessionOfProcess.closing);

/** What the SDK hands over and takes back: plain objects that also hold `__provider`. */
type Properties = Readonly<Record<string, unknown>>;

/**
 * A kind as a Pulumi dynamic provider. Everything that is peculiar about the SDK's provider process is dealt with
 * here: it calls while `configure` still runs, hangs when something other than an Error is thrown, loses an object
 * whose outputs it cannot encode, and needs `__provider` in a partial failure.
 */
export function dynamicProvider(
  kind: AnyKind,
  session: Session = sessionOfProcess,
): dynamic.ResourceProvider<Properties, Properties> {
  const guarded = guard(kind);
  return {
    configure: async ({ config }) => session.configure((key) => config.get(key)),

    check: guarded(async (olds: Properties, news: Properties) => {
      const inputs = toJsonObject(news);
      const [before, desired] = [validated(olds), validated(inputs)];
      session.providerOnly.recorded(kind, { args: before, hidden: hidden(olds) });
      const problem = session.problem();
      const caution = adoptedId(hiddenInputs(inputs)) === undefined && kind.caution?.(before, desired);
      const reasons = [
        ...(problem === undefined ? [] : [problem]),
        ...check(kind, before, desired).map(({ reason }) => reason),
      ];
      if (!caution && reasons.length === 0) return { inputs, failures: [] };
      const redact = redactor(secretsIn(kind, olds, news));
      if (caution) session.warn(redact(caution));
      // Given a property, the engine prints its value too, in Go's notation; the reasons name their paths themselves.
      return { inputs, failures: reasons.map((reason) => ({ property: "", reason: redact(reason) })) };
    }),

    diff: guarded(async (id: string, olds: Properties, news: Properties) => {
      const recorded = readRecorded(kind, toJsonObject(olds));
      assertSameLocation(recorded.location, session.location(), `${kind.label} ${id}`);
      await session.saved(recorded.hidden, id);
      const desired = validated(news);
      const { changes, replaces, deleteBeforeReplace } = diff(kind, recorded, desired, hidden(news));
      assertReplaceable(kind, id, adoptedId(hidden(news)), replaces);
      if (replaces.length > 0 && kind.replacementWarning) {
        const redact = redactor(secretsIn(kind, olds, news));
        session.warn(redact(kind.replacementWarning(recorded.args, desired)));
      }
      return { changes, replaces: [...replaces], deleteBeforeReplace };
    }),

    create: guarded(async (inputs: Properties) => {
      const adopted = adoptedId(hidden(inputs));
      const context = session.context(secretsIn(kind, inputs), timeoutsOf(hidden(inputs)).create);
      const own = withMarkedConfidential(kind, hidden(inputs));
      const made = await recording(inputs, (onMade) =>
        adopted === undefined
          ? create(own, context, validated(inputs), hidden(inputs), onMade)
          : adopt(own, context, adopted, validated(inputs), hidden(inputs), onMade),
      );
      return { id: made.id, outs: writeRecorded(made.recorded) };
    }),

    read: guarded(async (id: string, properties: Properties = {}) => {
      const { own, recorded, context } = await open(kind, session, id, [properties]);
      const live = await read(own, context, id, recorded);
      if (live === undefined) return {};
      return { id, props: writeRecorded(live), inputs: toJsonObject({ ...live.args, ...live.hidden }) };
    }),

    update: guarded(async (id: string, olds: Properties, news: Properties) => {
      const { own, recorded, context } = await open(
        kind,
        session,
        id,
        [olds, news],
        timeoutsOf(hidden(news)).update,
      );
      const made = await recording(news, (onMade) =>
        update(own, context, id, recorded, validated(news), hidden(news), onMade),
      );
      session.providerOnly.recorded(kind, made.recorded);
      return { outs: writeRecorded(made.recorded) };
    }),

    delete: guarded(async (id: string, properties: Properties) => {
      const { own, recorded, context } = await open(
        kind,
        session,
        id,
        [properties],
        timeoutsOf(hidden(properties)).delete,
      );
      await remove(own, context, id, session.providerOnly.brought(kind, recorded));
    }),
  };
}

async function open(
  kind: AnyKind,
  session: Session,
  id: string,
  [properties, news = {}]: readonly [recorded: Properties, desired?: Properties],
  seconds?: number,
): Promise<{ own: AnyKind; recorded: Recorded; context: Context }> {
  const recorded = readRecorded(kind, toJsonObject(properties));
  assertSameLocation(recorded.location, session.location(), `${kind.label} ${id}`);
  await session.saved(recorded.hidden, id);
  return {
    own: withMarkedConfidential(kind, hidden(properties), hidden(news)),
    recorded,
    context: session.context(secretsIn(kind, properties, news), seconds),
  };
}

function secretsIn(kind: AnyKind, ...all: readonly Properties[]): readonly string[] {
  return all.flatMap((properties) => secretsOf(kind, toJsonObject(properties)));
}

/** The declared properties, misspelt ones included. */
function validated(properties: Properties): JsonObject {
  return toJsonObject(
    Object.fromEntries(Object.entries(properties).filter(([name]) => !name.startsWith("__"))),
  );
}

function hidden(properties: Properties): JsonObject {
  return hiddenInputs(toJsonObject(properties));
}

class PartialFailure extends ExpectedError {
  /** What the engine shows. */
  reasons: readonly string[] = [this.message];
}

interface Made {
  readonly id: string;
  readonly recorded: Recorded;
}

/** Runs `work`; once an object exists a failure carries its id and outputs, so that the engine records it. */
async function recording(inputs: Properties, work: (onMade: OnMade) => Promise<void>): Promise<Made> {
  let made: Made | undefined;
  try {
    await work((id, recorded) => {
      made = { id, recorded };
    });
  } catch (thrown) {
    throw made === undefined ? thrown : partialFailure(toError(thrown), made, inputs.__provider);
  }
  if (made === undefined) throw new Error("The object was neither made nor refused; please report this.");
  return made;
}

/** An error of its own: one that several calls share must not carry the id of one of them. */
function partialFailure({ message }: Error, made: Made, provider: unknown): Error {
  return Object.assign(new PartialFailure(message), {
    id: made.id,
    properties: { ...writeRecorded(made.recorded), __provider: provider },
  });
}

/** Whatever a method throws is an error that shows no secret of what the method was given. */
function guard(kind: AnyKind) {
  return <Parameters extends unknown[], Result>(
    method: (...parameters: Parameters) => Promise<Result>,
  ): ((...parameters: Parameters) => Promise<Result>) =>
    async (...parameters) => {
      try {
        return await method(...parameters);
      } catch (thrown) {
        const given = parameters.filter((parameter): parameter is Properties => isObject(parameter));
        const error = redactError(toError(thrown), redactor(secretsIn(kind, ...given)));
        if (error instanceof PartialFailure) error.reasons = [error.message];
        throw error;
      }
    };
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error
    ? thrown
    : new Error(typeof thrown === "string" ? thrown : (JSON.stringify(thrown) ?? "unknown failure"));
}
