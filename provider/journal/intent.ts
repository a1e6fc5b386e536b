import { z } from "zod";

/** Where an object is made: host without port, organization, sandbox. */
const location = z.object({ host: z.string(), orgId: z.string(), sandbox: z.string() });

const facts = z.object({
  kind: z.string(),
  /** The object's name or title; absent where the kind needs none, and where the program marks it as secret. */
  name: z.string().optional(),
  /** The resource that wants it. */
  owner: z.string(),
  /** Its stack; absent in what earlier releases wrote. */
  stack: z.string().optional(),
  location,
  /** The properties that the program declared, and a digest of their values. The values themselves are not kept. */
  declared: z.array(z.string()),
  /** Of properties that others may add to, what the program declared, by name. */
  members: z.array(z.string()).optional(),
  digest: z.string(),
  /** The API client: AEP records it as the creator. */
  clientId: z.string(),
});

const firstLine = facts.extend({
  version: z.literal(1),
  /** When the first request left, by the clock of AEP, ms. */
  since: z.number(),
  /** False: AEP had not told its time yet, so `since` is by this computer's clock. */
  serverTime: z.boolean(),
  pid: z.number(),
  computer: z.string(),
});

const laterLine = z.union([
  z.object({ id: z.string() }),
  /** A further request left. */
  z.object({ sent: z.number() }),
]);

/** What is going to be made, as far as it helps to find it again. No secrets. */
export type IntentFacts = z.infer<typeof facts>;

/** An intent as a file of the journal tells it. */
export interface Intent extends z.infer<typeof firstLine> {
  readonly file: string;
  /** When the last request left, ms. */
  readonly lastSent: number;
  /** Of the object that was made, as soon as AEP said so. */
  readonly id: string | undefined;
}

export type IntentLine = z.infer<typeof firstLine> | z.infer<typeof laterLine>;

export function line(content: IntentLine): string {
  return `${JSON.stringify(content)}\n`;
}

/** Nothing when the first line is damaged. A later line that a crash tore is as if it had not been written. */
export function parseIntent(file: string, text: string): Intent | undefined {
  const [first, ...later] = text.split("\n").slice(0, -1);
  const head = firstLine.safeParse(parsed(first));
  if (!head.success) return undefined;
  let lastSent = head.data.since;
  let id: string | undefined;
  for (const each of later) {
    const next = laterLine.safeParse(parsed(each));
    if (!next.success) continue;
    if ("id" in next.data) id = next.data.id;
    else lastSent = Math.max(lastSent, next.data.sent);
  }
  return { ...head.data, file, lastSent, id };
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
