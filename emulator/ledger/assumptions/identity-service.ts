import { choice } from "../assumption";

/** What no source pins down about Identity Service. */
export const identityServiceAssumptions = {
  namespacePutAnswer: choice(
    "What does replacing an identity namespace answer?",
    ["array", "object"],
    "The spec's answer is an array of namespaces, those of its other operations an object.",
  ),
} as const;
