import { randomInt } from "node:crypto";
import { z } from "zod";
import { shapedBody } from "../gateway/body";
import {
  type Answer,
  type Exchange,
  genericProblem,
  ok,
  Problem,
  pathParameter,
  type SandboxCall,
  type Service,
} from "../gateway/service";
import type { JsonObject } from "../json";
import { indexOn } from "../store/index-key";
import { collectionKey } from "../store/store";

/** Identity namespaces (identity-service.yaml getIdNamespaces and its likes). No operation deletes one. */
export const identityService: Service = {
  name: "identity-service",
  basePath: "/data/core",
  access: "sandbox",
  refusals: {
    badRequest: refuseParameters,
    sandboxMissing: (exchange) => refuseParameters(exchange, "The header x-sandbox-name is missing."),
    sandboxUnknown: (_exchange, name) =>
      genericProblem(404, "NotFoundError", `The sandbox ${name} does not exist.`),
  },
  routes: [
    {
      method: "GET",
      path: "/idnamespace/identities",
      handle: (call) => ok([...standardNamespaces, ...custom(call).values()].map(describeInArray)),
    },
    { method: "POST", path: "/idnamespace/identities", handle: create },
    {
      method: "GET",
      path: "/idnamespace/identities/:id",
      handle: (call) => ok(describe(findOrRefuse(call))),
    },
    { method: "PUT", path: "/idnamespace/identities/:id", handle: replace },
  ],
};

interface Namespace {
  readonly id: number;
  readonly name: string;
  /** One word, unique whatever its letter case. */
  readonly code: string;
  readonly idType: string;
  readonly description?: string;
  /** Epoch milliseconds. */
  readonly createTime: number;
  readonly updateTime: number;
  /** Whether an organization made it; Adobe's own are the same everywhere. */
  readonly custom: boolean;
}

const namespaceKey = collectionKey<Namespace>("identityNamespaces");
const byCode = indexOn<Namespace>(({ code }) => [code.toLowerCase()]);

/** Adobe's own namespaces with the ids that the documentation shows for them (guide "Standard namespaces"). */
const standardNamespaces: readonly Namespace[] = [
  standard(0, "CORE", "CORE", "Cookie"),
  standard(4, "ECID", "ECID", "Cookie"),
  standard(6, "Email", "Email", "Email"),
  standard(7, "Phone", "Phone", "Phone"),
  standard(10, "Windows AID", "WAID", "Device"),
  standard(11, "Email (SHA256, lowercased)", "Email_LC_SHA256", "Email"),
  standard(20915, "Google Ad ID (GAID)", "GAID", "Device"),
  standard(20914, "Apple IDFA (ID for Advertisers)", "IDFA", "Device"),
];

/** The ids of an organization's own namespaces; the documentation's examples have eight digits. */
const firstCustomId = 10_000_001;
const lastCustomId = 99_999_999;

function freeId(call: SandboxCall): number {
  const id = randomInt(firstCustomId, lastCustomId);
  return custom(call).has(String(id)) ? freeId(call) : id;
}

function standard(id: number, name: string, code: string, idType: string): Namespace {
  const made = Date.UTC(2019, 0, 1);
  return { id, name, code, idType, createTime: made, updateTime: made, custom: false };
}

function custom({ partition }: SandboxCall) {
  return partition.of(namespaceKey);
}

/** As the specification spells them; other spellings of the same word are taken too, as it lists them itself. */
const idTypes = ["Cookie", "Cross_device", "Device", "Email", "Mobile", "Non_people", "Phone"] as const;

const shape = z.looseObject({
  name: z.string().min(1),
  code: z.string().regex(/^[A-Za-z0-9]+$/, "may contain only letters and numbers"),
  idType: z
    .string()
    .transform((sent) => idTypes.find((known) => known.toLowerCase() === sent.toLowerCase()))
    .pipe(z.enum(idTypes, `is one of ${idTypes.join(", ")}`)),
  description: z.string().optional(),
});

function create(call: SandboxCall): Answer {
  const { name, code, idType, description } = sent(call);
  const [taken] = custom(call).where(byCode, code.toLowerCase());
  const isStandard = standardNamespaces.some((one) => one.code.toLowerCase() === code.toLowerCase());
  if (taken !== undefined || isStandard) {
    throw refuse(
      call,
      409,
      "NAMESPACE_CODE_CONFLICT",
      "INTEGRATION_CODE_EXISTS",
      "Namespace code already exists. Please use a different code",
    );
  }
  const namespace: Namespace = {
    id: freeId(call),
    name,
    code,
    idType,
    ...(description === undefined ? {} : { description }),
    createTime: call.now,
    updateTime: call.now,
    custom: true,
  };
  custom(call).put(String(namespace.id), namespace);
  return ok(describe(namespace));
}

/** Everything but code and idType is replaced; the answer is an array, as the specification has it. */
function replace(call: SandboxCall): Answer {
  const before = findOrRefuse(call);
  const { name, code, idType, description } = sent(call);
  if (code !== before.code || idType !== before.idType || !before.custom) {
    throw refuseParameters(call, "code and idType are non editable fields");
  }
  const { description: _before, ...kept } = before;
  const namespace: Namespace = {
    ...kept,
    name,
    ...(description === undefined ? {} : { description }),
    updateTime: call.now,
  };
  custom(call).put(String(namespace.id), namespace);
  const answerWithArray = call.assume("namespacePutAnswer") === "array";
  return ok(answerWithArray ? [describeInArray(namespace)] : describe(namespace));
}

function sent(call: SandboxCall) {
  return shapedBody(call, shape, (detail) => refuseParameters(call, detail)).shape;
}

function findOrRefuse(call: SandboxCall): Namespace {
  const id = pathParameter(call, "id");
  const found = custom(call).get(id) ?? standardNamespaces.find((one) => String(one.id) === id);
  if (found === undefined) {
    throw refuse(
      call,
      404,
      "Namespace validation",
      "NAMESPACE_NOT_FOUND",
      `Namespace id not found for given IMS Org ${call.caller.organization}`,
    );
  }
  return found;
}

function describe(namespace: Namespace): JsonObject {
  return { ...namespace, status: "ACTIVE" };
}

/** In arrays the specification spells some types in capitals. */
const inArrays: Readonly<Record<string, string>> = {
  Cookie: "COOKIE",
  Cross_device: "CROSS_DEVICE",
  Mobile: "MOBILE",
};

function describeInArray(namespace: Namespace): JsonObject {
  return { ...describe(namespace), idType: inArrays[namespace.idType] ?? namespace.idType };
}

function refuseParameters(exchange: Exchange, detail: string): Problem {
  return refuse(exchange, 400, "Namespace validation", "INVALID_REQUEST_PARAMS", detail);
}

/** The frame of identity-service.yaml's examples. */
function refuse(
  exchange: Exchange,
  status: number,
  title: string,
  code: string,
  description: string,
): Problem {
  return new Problem({
    status,
    body: {
      timestamp: new Date(exchange.now).toISOString(),
      type: "http://ns.adobe.com/adobecloud/problem/namespacevalidation",
      status,
      title,
      description,
      report: { code },
    },
  });
}
