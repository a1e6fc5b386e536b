import { type Exchange, genericProblem, Problem } from "../../gateway/service";

/** Codes and titles of the XDM troubleshooting guide and schema-registry.yaml. */
const refusals = {
  listAccept: ["1006-400", "Accept header invalid"],
  lookupAccept: ["1007-400", "Accept header invalid"],
  descriptorListAccept: ["1008-400", "Accept header invalid"],
  descriptorLookupAccept: ["1009-400", "Accept header invalid"],
  classNotFound: ["1010-404", "Resource not found"],
  fieldGroupNotFound: ["1011-404", "Resource not found"],
  schemaNotFound: ["1012-404", "Resource not found"],
  dataTypeNotFound: ["1013-404", "Resource not found"],
  descriptorNotFound: ["1014-404", "Resource not found"],
  namespace: ["1021-400", "Namespace validation error"],
  titleNotUnique: ["1521-400", "Title not unique"],
  importFailed: ["3005-400", "Import Resource Failed"],
  noReferenceIdentity: ["1526-400", "Union descriptor validation error"],
  unlikeNamespaces: ["1527-400", "Union descriptor validation error"],
  unlikeTypes: ["1413-400", "Merge Schema Error"],
  noIdentity: ["1528-400", "Union descriptor validation error"],
} as const;

export type RegistryRefusal = keyof typeof refusals;

export function registryProblem(exchange: Exchange, refusal: RegistryRefusal, detail: string): Problem {
  const [code, title] = refusals[refusal];
  const status = Number(code.split("-")[1]);
  return new Problem({
    status,
    body: {
      type: `http://ns.adobe.com/aep/errors/XDM-${code}`,
      title,
      status,
      report: {
        registryRequestId: exchange.requestId,
        timestamp: timestamp(exchange.now),
        "detailed-message": detail,
        "sub-errors": [],
      },
      detail,
    },
  });
}

/** The older frame, still in the guides: for refusals that have no published code. */
export function badRequest(_exchange: Exchange, detail: string): Problem {
  return genericProblem(400, "BadRequestError", detail);
}

export function notAcceptable(detail: string): Problem {
  return genericProblem(406, "NotAcceptableError", detail);
}

/** `MM-DD-YYYY hh:mm:ss` in UTC, as in the published bodies. */
export function timestamp(now: number): string {
  const [date = "", time = ""] = new Date(now).toISOString().split("T");
  const [year, month, day] = date.split("-");
  return `${month}-${day}-${year} ${time.slice(0, 8)}`;
}
