import { type Declaration, type Program, type Reference, referencedBy, resolvedInputs } from "./program";
import type { Outcome, Run } from "./run";
import { sameValue } from "./same-value";
import type { RecordedResource } from "./state";

/**
 * A stand-in for Pulumi's engine, as far as a provider can tell: what is called, when, with what, and what is recorded of
 * it. Left out: previews, secrets, targets, and deletion before replacement of what others depend on.
 */
export async function up(run: Run, program: Program): Promise<Outcome> {
  const registered = new Map<string, Promise<RecordedResource>>();
  for (const declaration of program) {
    const dependencies = referencedBy(declaration.inputs);
    const needed = dependencies.map((name) => registered.get(name) ?? missing(declaration.name, name));
    const work = Promise.all(needed).then((made) =>
      run.inTurn(() => register(run, declaration, new Map(made.map((each) => [each.name, each])))),
    );
    registered.set(declaration.name, work);
  }
  await run.all(onceEach([...registered.values()]));
  if (run.errors.length === 0) {
    const wanted = new Set(program.map(({ name }) => name));
    await removeAll(
      run,
      run.recorded().filter(({ name, replaced }) => replaced || !wanted.has(name)),
    );
  }
  return run.finish();
}

/** Reads every recorded object; an object that is gone leaves the state. */
export async function refresh(run: Run): Promise<Outcome> {
  await run.all(
    run.recorded().map((resource) =>
      run.inTurn(() =>
        run.step("read", resource.name, async () => {
          const { id, outputs, inputs } = await run.ask(
            run.provider.read(resource.kind, resource.id, resource.outputs),
          );
          return () => {
            if (id === "") run.forget(resource);
            // The real engine forgets at a refresh that an object was only half made.
            else run.put({ ...resource, outputs, inputs, initErrors: [] });
          };
        }),
      ),
    ),
  );
  return run.finish();
}

export async function destroy(run: Run): Promise<Outcome> {
  await removeAll(run, run.recorded());
  return run.finish();
}

/** One failure of a resource that others wait for counts once. */
function onceEach(works: readonly Promise<unknown>[]): Promise<unknown>[] {
  const seen = new Set<unknown>();
  return works.map((work) =>
    work.catch((error: unknown) => {
      if (seen.has(error)) return;
      seen.add(error);
      throw error;
    }),
  );
}

function missing(name: string, dependency: string): never {
  throw new Error(`${name} refers to ${dependency}, which is not declared before it.`);
}

async function register(
  run: Run,
  declaration: Declaration,
  made: ReadonlyMap<string, RecordedResource>,
): Promise<RecordedResource> {
  const { name, kind } = declaration;
  const news = resolvedInputs(declaration, run.stack, (reference) => outputOf(reference, made));
  const old = run.find(name);
  const checked = await run.ask(run.provider.check(kind, old?.inputs ?? {}, news));
  if (checked.failures.length > 0) {
    throw new Error(`check ${name}: ${checked.failures.map(({ reason }) => reason).join("; ")}`);
  }
  const resource = {
    name,
    kind,
    inputs: checked.inputs,
    dependencies: [...made.keys()],
    replaced: false,
  };
  if (old === undefined) await create(run, resource);
  else await change(run, old, resource);
  return run.find(name) ?? missing(name, name);
}

type Desired = Omit<RecordedResource, "id" | "outputs" | "initErrors">;

function create(run: Run, resource: Desired, replaced?: RecordedResource): Promise<void> {
  const { name, kind, inputs } = resource;
  return run.step("create", name, () =>
    run.made(resource, () => run.provider.create(kind, inputs), replaced),
  );
}

/** Brings a recorded resource to what is declared. */
async function change(run: Run, old: RecordedResource, resource: Desired): Promise<void> {
  const { name, kind, inputs } = resource;
  const difference = await run.ask(run.provider.diff(kind, old.id, old.outputs, inputs));
  const changes = difference.changes ?? !sameValue(old.inputs, inputs);
  if (!changes && old.initErrors.length === 0) {
    run.put({ ...old, ...resource });
    run.steps.push({ operation: "same", name });
    return;
  }
  if (difference.replaces.length === 0) {
    await run.step("update", name, () =>
      run.made(resource, async () => ({
        id: old.id,
        outputs: await run.provider.update(kind, old.id, old.outputs, inputs),
      })),
    );
    return;
  }
  if (difference.deleteBeforeReplace) await remove(run, old);
  await create(run, resource, difference.deleteBeforeReplace ? undefined : old);
  run.steps.push({ operation: "replace", name });
}

function outputOf({ resource, output }: Reference, made: ReadonlyMap<string, RecordedResource>): unknown {
  const found = made.get(resource);
  const value = output === "id" ? found?.id : found?.outputs[output];
  if (value === undefined) throw new Error(`${resource} has no ${output}.`);
  return value;
}

/** Whoever depends on a resource goes before it. */
async function removeAll(run: Run, resources: readonly RecordedResource[]): Promise<void> {
  const removals = new Map<RecordedResource, Promise<void>>();
  const removal = (resource: RecordedResource): Promise<void> => {
    const begun = removals.get(resource);
    if (begun !== undefined) return begun;
    const dependants = resources.filter((each) => each.dependencies.includes(resource.name));
    const work = Promise.all(dependants.map(removal)).then(() => run.inTurn(() => remove(run, resource)));
    removals.set(resource, work);
    return work;
  };
  await run.all(onceEach(resources.map(removal)));
}

function remove(run: Run, resource: RecordedResource): Promise<void> {
  return run.step("delete", resource.name, async () => {
    await run.ask(run.provider.delete(resource.kind, resource.id, resource.outputs));
    return () => run.forget(resource);
  });
}
