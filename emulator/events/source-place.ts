import { memberAt, text } from "../json";
import type { FlowServiceRecord } from "../services/flow-service/record";

/** What a source connection reads of the source behind its account. */
export interface SourcePlace {
  /** The base connection; the connection spec of sources that have none. */
  readonly account: string;
  /** A file, a table, or a folder, which ends with a slash. */
  readonly object: string;
  /** Of a folder: whether what lies in folders below it is read, too. */
  readonly recursive: boolean;
}

/** By the parameters of files and of tables; a source that has neither is one of its own. */
export function placeOf({ id, content }: FlowServiceRecord): SourcePlace {
  const account = text(content.baseConnectionId) ?? text(memberAt(content, "connectionSpec", "id")) ?? id;
  const path = text(memberAt(content, "params", "path"));
  const isFolder = text(memberAt(content, "params", "type")) === "folder";
  const object = path ?? text(memberAt(content, "params", "tableName")) ?? id;
  return {
    account,
    object: isFolder ? asFolder(object) : object,
    recursive: memberAt(content, "params", "recursive") === true,
  };
}

export function asFolder(path: string): string {
  return path.endsWith("/") ? path : `${path}/`;
}

/** Whether a file or table is among what is read. */
export function isRead({ object: wanted, recursive }: SourcePlace, object: string): boolean {
  if (!wanted.endsWith("/")) {
    return object === wanted;
  }
  return object.startsWith(wanted) && (recursive || !object.slice(wanted.length).includes("/"));
}
