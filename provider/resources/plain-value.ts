import { z } from "zod";

/** A value that is neither a list nor an object. */
export type PlainValue = string | number | boolean;

export const plainValue = z.union([z.string(), z.number(), z.boolean()]);
