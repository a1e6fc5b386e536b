/** Finds the records of a collection by something that they hold. */
export interface Index<RecordType extends object> {
  /** Under which values a record is found. The same record always has the same. */
  readonly values: (record: RecordType) => readonly string[];
}

export function indexOn<RecordType extends object>(values: Index<RecordType>["values"]): Index<RecordType> {
  return { values };
}
