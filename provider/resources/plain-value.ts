/** A value that is neither a list nor an object. */
export type PlainValue = string | number | boolean;
