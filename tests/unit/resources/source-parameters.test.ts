import { check } from "../../../provider/lifecycle/check";
import { UNKNOWN } from "../../../provider/lifecycle/unknown";
import { sourceConnectionKind } from "../../../provider/resources/source-connection";

/** What is to be read is checked in the preview, by what Adobe's tutorials document. */
function reasons(connectionSpec: string, more: Readonly<Record<string, never>> | object): string[] {
  const inputs = { connectionSpec, baseConnectionId: "133bb51f-f310-4b4a-b8b2-731aef1e223c", ...more };
  return check(sourceConnectionKind, {}, inputs).map(({ reason }) => reason);
}

describe("files", () => {
  const data = { format: "delimited", properties: { columnDelimiter: ";", compressionType: "gzip" } };

  it("are read by a path", () => {
    expect(reasons("amazon-s3", { data, params: { path: "/in", type: "folder", recursive: true } })).toEqual(
      [],
    );
    expect(reasons("amazon-s3", { data })).toEqual(["params.path: is required to read from Amazon S3."]);
  });

  it.each([
    [{ data, params: { path: "/in", type: "directory" } }, "params.type: must be one of file, folder."],
    [
      { data, params: { path: "/in", recursve: true } },
      'params.recursve: is not known. Did you mean "recursive"?',
    ],
    [
      { data: { format: "tabular" }, params: { path: "/in" } },
      "data.format: must be one of delimited, json, parquet for SFTP.",
    ],
    [
      { data: { format: "json", properties: { compressionType: "zip" } }, params: { path: "/in" } },
      "data.properties.compressionType: must be one of bzip2, gzip, deflate, zipDeflate, tarGzip, tar.",
    ],
  ])("refuse %j", (more, reason) => {
    expect(reasons("sftp", more)).toEqual([reason]);
  });
});

it("tables are read by their name", () => {
  expect(reasons("mysql", { data: { format: "tabular" }, params: { tableName: "orders" } })).toEqual([]);
  expect(reasons("mysql", { data: { format: "tabular" }, params: { table: "orders" } })).toEqual([
    "params.tableName: is required to read from MySQL.",
  ]);
});

it("streams are read by their own rules", () => {
  expect(reasons("amazon-kinesis", { params: { stream: "s", dataType: "raw", reset: "latest" } })).toEqual(
    [],
  );
  expect(reasons("amazon-kinesis", { params: { stream: "s", reset: "newest" } })).toEqual([
    "params.reset: must be one of latest, earliest.",
  ]);
  expect(reasons("http-api", {})).toEqual([]);
});

it("what is not documented, or not known yet, is left to AEP", () => {
  expect(reasons("sftp", { params: { path: "/in", maximumSize: 5 } })).toEqual([]);
  expect(reasons("sftp", { params: UNKNOWN })).toEqual([]);
  expect(reasons("sftp", { params: { type: UNKNOWN } })).toEqual([]);
  expect(reasons("26f526f2-58f4-4712-961d-e41bf1ccc0e8", {})).toEqual([]);
});
