import { type Exchange, Problem } from "../../gateway/service";

/**
 * The refusals of Flow Service: code, title and message as in Adobe's tables "Flow Service error messages" and
 * "Sources error messages". `{name}` is filled in.
 */
const refusals = {
  invalidRequest: ["1100-400", "Invalid request", "The request could not be processed. {detail}"],
  sourceObjectUnknown: [
    "1101-404",
    "Resource not found",
    "The requested resource is not found. Error from flow provider: Resource with given id does not exist.",
  ],
  limitWithCount: [
    "1401-400",
    "Invalid request",
    "The limit and count parameters cannot be given together in the same request. Please provide either only the limit or the count parameter and try again.",
  ],
  finalizeByProviderOnly: [
    "1402-400",
    "Invalid request",
    "The action 'finalize' is supported for provider requests only.",
  ],
  ifMatchMissing: [
    "1403-400",
    "Header is missing",
    "The header 'If-Match' is missing in the request. Please provide the header and try again.",
  ],
  versionMismatch: [
    "1404-412",
    "Version not matching",
    "The supplied version '{supplied}' does not match the current version on entity '{current}'. Please ensure that the supplied version matches the current version on entity and try again.",
  ],
  emptyBody: [
    "1405-400",
    "Invalid request",
    "The request body cannot be null or empty. Please provide a request body and try again.",
  ],
  stateOnCreate: ["1410-400", "Invalid request", "`State` is not allowed in the create flow request."],
  mappingVersion: [
    "1412-400",
    "Invalid request",
    "Invalid Mapping Version in request. Please provide correct mapping version.",
  ],
  unknownSpec: [
    "1413-400",
    "Invalid request",
    "The spec ID provided is  invalid. Please provide a valid spec ID and try again.",
  ],
  connectionSpecChange: [
    "1414-400",
    "Invalid request",
    "The connection spec of a connection cannot be updated.",
  ],
  unknownAuthSpec: [
    "1415-400",
    "Invalid request",
    "The auth spec '{authSpec}' could not be found for the connection spec ID {connectionSpecId}.",
  ],
  baseConnectionInUse: [
    "1418-400",
    "Invalid request",
    "The base connection with the ID {id} cannot be deleted because the base connection is being used in one or more flows. Please ensure that corresponding flows are deleted before deleting a base connection.",
  ],
  mappingUnknown: [
    "1419-400",
    "Invalid request",
    "Error while validating mapping with id {mappingId}, version {version}. This could be because of inadequate permissions on mapped fields. Please check your mapping or contact your admin.",
  ],
  stateNotUpdatable: ["1420-400", "Invalid request", "The current state {state} cannot be updated."],
  stateNotTransitionable: [
    "1421-400",
    "Invalid request",
    "The current state {state} cannot be transitioned.",
  ],
  actionNotApplicable: [
    "1422-400",
    "Invalid request",
    "The action {action} cannot be applied on the current state {state}. Please update the action and try again.",
  ],
  schemaMismatch: [
    "1425-400",
    "Invalid request",
    "Error while matching schema in target dataset {datasetId} with schema in mapping {mappingId}. Schema with same id and version must be used in both mapping and target dataset.",
  ],
  specByUser: [
    "1426-400",
    "Invalid request",
    "The user token is unauthorized to create/update the connection spec. Please ensure that the user token is authorized and try again.",
  ],
  runByUser: [
    "1427-400",
    "Invalid request",
    "The user token is unauthorized to create/update flow runs. Please ensure that the user token is authorized and try again.",
  ],
  flowOfRunUnknown: ["1430-400", "Invalid request", "Flow not found with id {flowId}."],
  flowIdMissing: [
    "1446-400",
    "Invalid request",
    "The flow ID cannot be null or empty. Please update the flow ID and try again.",
  ],
  windowBackwards: [
    "1381-400",
    "Bad Request",
    "WindowEndTime={end} cannot be before Window StartTime={start}. Please provide a valid end time and try again.",
  ],
  deltaColumnDiffers: [
    "1382-400",
    "Bad Request",
    "The delta column should match the value present in the flow's Copy transformations. Please provide a valid delta column and try again.",
  ],
  deltaColumnMissing: [
    "1383-400",
    "Bad Request",
    "The delta column is missing in the params received for creating a flow run. Please provide delta column in params and try again.",
  ],
  runParameters: [
    "1384-400",
    "Bad Request",
    "The params={params} provided for creating flow run are invalid or empty. Please provide valid params and try again.",
  ],
  runOfConnector: [
    "1385-400",
    "Bad Request",
    "The provided connectorType={connectorType} is not supported for creating flow runs. Please provide a valid connectorType and try again.",
  ],
  runFrequency: [
    "1386-400",
    "Bad Request",
    "The flowId={flowId} with scheduleParams frequency={frequency} is not supported for creating flow runs. Please provide a valid frequency and try again.",
  ],
  runState: [
    "1387-400",
    "Bad Request",
    "The flowRunId={flowRunId} is in an invalid state={state} for re-triggering. Please try again after some time and contact customer support if the problem persists.",
  ],
  flowOfRunState: [
    "1388-400",
    "Bad Request",
    "The flow={flow} is in state={state} and cannot be re-triggered. The flow must be in enabled state for re-triggering.",
  ],
  runAction: [
    "1398-400",
    "Bad Request",
    "The provided operation : {action} is unsupported. Please check the operation provided and try again.",
  ],
  sortOrder: [
    "1432-400",
    "Invalid request",
    "Sort order specified is not correct, prepend + for ascending order and - for descending order in the fieldName.",
  ],
  sortField: [
    "1433-400",
    "Invalid request",
    "Incorrect field= {field} passed in orderBy, example are +name, -name, name.",
  ],
  patchOperation: [
    "1434-400",
    "Invalid request",
    "Unsupported operation '{operation}' received. Please use one of the supported operation types and try again.",
  ],
  unknownSubAction: [
    "1435-400",
    "Invalid request",
    "Unsupported sub action '{subAction}' received. Please use one of the supported sub action types and try again.",
  ],
  subActionOfAction: [
    "1436-400",
    "Invalid request",
    "Unsupported sub operation {subAction} received for operation {action}.",
  ],
  notFound: [
    "1439-404",
    "Resource not found",
    "The requested {type} resource {id} is not found. Verify the resource ID before trying again.",
  ],
  operatorNotImplemented: ["1440-400", "Invalid request", "Operator '{operator}' not implemented."],
  operatorForOneValue: [
    "1443-400",
    "Invalid request",
    "Operator '{operator}' is not allowed for multiple values.",
  ],
  unknownOperator: ["1450-400", "Invalid request", "Invalid operator {operator} in filter params."],
  invalidParameter: ["1451-400", "Invalid request", "Invalid params {parameter} provided in query params."],
  invalidFilter: ["1453-400", "Invalid request", "Invalid query value {filter} provided in query param."],
  missingField: [
    "1455-400",
    "Invalid request",
    'An error has occurred while validating patch instructions: Missing field "{field}".',
  ],
  stateValue: [
    "1456-400",
    "Invalid request",
    "State {state} is not a valid value. Allowed values are [enabled, disabled, initializing].",
  ],
  sandboxUnknown: [
    "2100-404",
    "Sandbox not found",
    "The sandbox with the name '{name}' could not be found. Please ensure that the sandbox name is correct and try again.",
  ],
  sandboxMissing: [
    "2105-400",
    "Header is missing",
    "The header x-sandbox-name is missing in the request. Please add the header in the request and try again.",
  ],
  sandboxIdWithUserToken: [
    "2110-400",
    "Headers not allowed",
    "The header x-sandbox-id is not allowed with the user token. Please update the header and try again.",
  ],
  allSandboxes: [
    "2111-403",
    "Headers with value restricted",
    "The header x-sandbox-name with value * is restricted with the user token. Please update the header and value and try again.",
  ],
  updateWhileDeleted: [
    "1457-400",
    "Invalid request",
    "Operation update cannot be applied in state delete-finalizing.",
  ],
  deleteWhileDeleted: [
    "1458-400",
    "Invalid request",
    "Operation delete cannot be applied in state delete-finalizing.",
  ],
  connectionState: [
    "1416-400",
    "Invalid request",
    "Delete or Update can only be applied on connection with enabled, disabled or initializing state.",
  ],
  connectionInitializing: [
    "1417-400",
    "Invalid request",
    "Delete or Update on Connections in `initializing` state are not allowed with UserToken.",
  ],
  onceAfterStart: [
    "1403-400",
    "Bad Request",
    "The start time has passed and you can no longer change the frequency to once.",
  ],
  backfillAfterStart: [
    "1404-400",
    "Bad Request",
    "The start time has passed and you can no longer update backfill.",
  ],
  intervalOfFrequency: [
    "1363-400",
    "Bad Request",
    "Interval {interval} is not allowed with frequency: {frequency}. Please provide a valid interval value and try again.",
  ],
  operationPath: [
    "1365-400",
    "Bad Request",
    "The path {path} provided in ops is invalid. Please provide valid path {path} and try again.",
  ],
  deltaColumnRequired: [
    "1367-400",
    "Bad Request",
    "The delta column is required in copy transformation when creating a CRM connector. Please provide delta column and try again.",
  ],
  deltaColumnWithOnce: [
    "1369-400",
    "Bad Request",
    "The delta column in copy transform is not allowed when frequency is set to once. Please remove the delta column and try again.",
  ],
  inUse: ["1447-400", "Invalid request", "Found active flows containing id {id}."],
  targetSpec: [
    "1307-400",
    "Bad Request",
    "The target connection spec ID is not valid={connectionSpecId}. The allowed value is: `c604ff05-7f1a-43c0-8e18-33bf874cb11c`.",
  ],
  scheduleMissing: [
    "1317-400",
    "Bad Request",
    "The provided schedule params are empty but should not be empty. Please provide valid schedule params and try again.",
  ],
  idsMissing: [
    "1320-400",
    "Bad Request",
    "The {idType} cannot be null or empty. Please provide valid {idType} and try again.",
  ],
  idsNotOne: [
    "1321-400",
    "Bad Request",
    "The length of {idType} should be one, supplied size is {size}. Please provide valid size and try again.",
  ],
  datasetIdMissing: [
    "1325-400",
    "Bad Request",
    "The dataSetId param cannot be null or empty in target connection: {name}. Please provide valid dataSetId param and try again.",
  ],
  baseConnectionForbidden: [
    "1332-400",
    "Bad Request",
    "The source connection request with the connectionSpecId: {connectionSpecId} cannot have a baseConnectionId. Please remove the baseConnectionId and try again.",
  ],
  parameterMissing: [
    "1359-400",
    "Bad Request",
    "The param {parameter} is missing in the request. Please provide a valid {parameter} and try again.",
  ],
  startTimePast: [
    "1360-400",
    "Bad Request",
    "The start time cannot be set in the past. Please provide a valid start time and try again.",
  ],
  intervalWithOnce: [
    "1361-400",
    "Bad Request",
    "Interval is not allowed with one time ingestion. Please remove interval or change frequency and then try again.",
  ],
  intervalTooSmall: [
    "1362-400",
    "Bad Request",
    "Interval cannot be less than {minimum}. Please provide a valid interval value and try again.",
  ],
  backfillWithOnce: [
    "1364-400",
    "Bad Request",
    "The backfill flag is not allowed when frequency is set to one. Please remove the backfill flag when frequency is set to once and try again.",
  ],
  startTimePassed: [
    "1366-400",
    "Bad Request",
    "The start time has passed and the update operation is no longer allowed.",
  ],
  modeInBody: [
    "1368-400",
    "Bad Request",
    "Mode is not allowed in flow request. Please check your request and try again.",
  ],
} as const;

export type FlowRefusal = keyof typeof refusals;

/** An error of Flow Service, in the one frame that Adobe publishes (that of FLOW-1439-404). */
export function flowProblem(
  exchange: Exchange,
  refusal: FlowRefusal,
  values: Readonly<Record<string, string | number>> = {},
): Problem {
  const [code, title, template] = refusals[refusal];
  if (refusal === "notFound") {
    const status = exchange.assume("notFoundStatus");
    return framed(exchange, `1439-${status}`, title, filled(template, values), values);
  }
  exchange.assume("errorFrame");
  return framed(exchange, code, title, filled(template, values), values);
}

function framed(
  exchange: Exchange,
  code: string,
  title: string,
  message: string,
  { id, type }: Readonly<Record<string, string | number>>,
): Problem {
  const status = Number(code.split("-")[1]);
  return new Problem({
    status,
    body: {
      type: `https://ns.adobe.com/aep/errors/FLOW-${code}`,
      title,
      status,
      report: {
        "detailed-message": message,
        ...(id === undefined ? {} : { id }),
        "request-id": exchange.requestId,
        ...(type === undefined ? {} : { type }),
      },
      errorMessage: message,
      errorDetails: message,
    },
  });
}

function filled(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(values[name] ?? placeholder));
}
