import { asFolder } from "../../events/source-place";
import { type SourceRow, sourceRowsOf } from "../../events/source-rows";
import { type Answer, ok, pathParameter, type Route, type SandboxCall } from "../../gateway/service";
import { asJson, type Json, type JsonObject, memberAt, text } from "../../json";
import { type ConnectionSpec, connectionSpec } from "./connection-specs";
import { connections } from "./connections";
import { flowProblem } from "./errors";
import { findOrRefuse } from "./kind";
import { flatColumns, hierarchicalSchema, previewed } from "./source-structure";

/** A source as its account lets one look into it. */
interface Source {
  readonly spec: ConnectionSpec | undefined;
  readonly rows: readonly SourceRow[];
}

/** Looking into sources (flow-service.yaml getByConnectionId and its likes; guides "Explore …"). */
export const exploreRoutes: readonly Route<SandboxCall>[] = [
  { method: "GET", path: "/connections/:id/explore", handle: (call) => explore(call, sourceOfAccount(call)) },
  { method: "GET", path: "/connections/:id/configs", handle: (call) => configs(call, sourceOfAccount(call)) },
  {
    method: "GET",
    path: "/connectionSpecs/:id/explore",
    handle: (call) => explore(call, sourceOfSpec(call)),
  },
  {
    method: "GET",
    path: "/connectionSpecs/:id/configs",
    handle: (call) => configs(call, sourceOfSpec(call)),
  },
];

function sourceOfAccount(call: SandboxCall): Source {
  const { id, content } = findOrRefuse(call, connections, pathParameter(call, "id"));
  return {
    spec: connectionSpec(text(memberAt(content, "connectionSpec", "id")) ?? ""),
    rows: [...call.partition.of(sourceRowsOf(id)).values()],
  };
}

function sourceOfSpec(call: SandboxCall): Source {
  const id = pathParameter(call, "id");
  const spec = connectionSpec(id);
  if (spec === undefined) {
    throw flowProblem(call, "notFound", { type: "connectionSpecs", id });
  }
  return { spec, rows: [...call.partition.of(sourceRowsOf(id)).values()] };
}

function explore(call: SandboxCall, source: Source): Answer {
  const { query } = call.request;
  const objectType = (query.get("objectType") ?? "root").toLowerCase();
  switch (objectType) {
    case "root":
      return ok(asJson(source.spec?.category === "cloudStorage" ? children(source, "/") : tables(source)));
    case "folder":
      return ok(asJson(children(source, asFolder(named(call)))));
    case "table":
      return ok(structure(call, rowsIn(call, source, named(call)), "flat"));
    case "file": {
      const path = named(call);
      return ok(
        structure(call, rowsIn(call, source, path), isDelimited(call, path) ? "flat" : "hierarchical"),
      );
    }
    case "rest":
      return ok(
        structure(
          call,
          source.rows.map(({ row }) => row),
          "hierarchical",
        ),
      );
    default:
      throw flowProblem(call, "invalidParameter", { parameter: "objectType" });
  }
}

/** The object that a request names. */
function named(call: SandboxCall): string {
  const object = call.request.query.get("object");
  if (object === null || object === "") {
    throw flowProblem(call, "parameterMissing", { parameter: "object" });
  }
  return object;
}

function isDelimited(call: SandboxCall, path: string): boolean {
  const { query } = call.request;
  const declared = query.get("fileType") ?? query.get("FileType");
  return declared === null ? /\.(csv|tsv)$/i.test(path) : declared.toLowerCase() === "delimited";
}

function rowsIn(call: SandboxCall, { rows }: Source, object: string): readonly JsonObject[] {
  const found = rows.filter((row) => row.object === object).map(({ row }) => row);
  if (found.length === 0) {
    throw flowProblem(call, "sourceObjectUnknown");
  }
  return found;
}

/** Files and folders right below a folder. */
function children({ rows }: Source, folder: string): readonly JsonObject[] {
  const found = new Map<string, JsonObject>();
  for (const { object } of rows) {
    const path = object.startsWith("/") ? object : `/${object}`;
    if (!path.startsWith(folder)) {
      continue;
    }
    const [name = "", ...below] = path.slice(folder.length).split("/");
    const isFile = below.length === 0;
    const own = isFile ? object : `${folder}${name}/`;
    found.set(own, listed(isFile ? "file" : "folder", name, own));
  }
  return [...found.values()];
}

function tables({ rows }: Source): readonly JsonObject[] {
  return [...new Set(rows.map(({ object }) => object))].map((name) => listed("table", name, name));
}

function listed(type: "file" | "folder" | "table", name: string, path: string): JsonObject {
  const canLookInto = type !== "folder";
  return { type, name, path, canPreview: canLookInto, canFetchSchema: canLookInto };
}

function structure(
  call: SandboxCall,
  rows: readonly JsonObject[],
  format: "flat" | "hierarchical",
): JsonObject {
  const schema: Json = format === "flat" ? { columns: asJson(flatColumns(rows)) } : hierarchicalSchema(rows);
  if (call.request.query.get("preview") !== "true") {
    return { format, schema };
  }
  call.assume("previewedRows");
  return { format, schema, data: previewed(rows) };
}

/** The spec's example shows columns, its schema the objects of a source. */
function configs(call: SandboxCall, source: Source): Answer {
  const isByColumn = call.assume("configsContent") === "columns";
  const columns = flatColumns(source.rows.map(({ row }) => row)).map(
    ({ name = "", type = "" }): JsonObject => ({ columnName: name, columnType: type }),
  );
  return ok(isByColumn ? { items: columns } : asJson(tables(source)));
}
