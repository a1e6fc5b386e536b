import type { SandboxCall } from "../../gateway/service";
import { isJsonArray, isJsonObject, type Json } from "../../json";
import { notAcceptable, registryProblem } from "./errors";

/** How much of a resource a lookup shows. */
export interface LookupForm {
  readonly resolved: boolean;
  readonly titles: boolean;
  readonly descriptions: boolean;
}

const mediaType =
  /^application\/vnd\.adobe\.(?:xed|xdm)(?<form>(?:-[a-z0-9]+)*)\+json(?:\s*;\s*version\s*=\s*(?<major>\d+)(?:\.(?<minor>\d+))?)?$/;

const lookupForms: Readonly<Record<string, LookupForm>> = {
  "": { resolved: false, titles: true, descriptions: true },
  "-full": { resolved: true, titles: true, descriptions: true },
  "-notext": { resolved: false, titles: false, descriptions: false },
  "-full-notext": { resolved: true, titles: false, descriptions: false },
  "-full-desc": { resolved: true, titles: false, descriptions: true },
  "-deprecatefield": { resolved: false, titles: true, descriptions: true },
  "-full-deprecatefield": { resolved: true, titles: true, descriptions: true },
};

/** The form of a list: short or whole. A version must not be there (XDM-1006). */
export function listForm(call: SandboxCall): "id" | "full" {
  const accept = acceptHeader(call);
  const groups = mediaType.exec(accept)?.groups;
  const form = groups?.form ?? "unknown";
  if (groups?.major !== undefined || (form !== "" && form !== "-id")) {
    const example = "application/vnd.adobe.'{xed|xdm'}+json";
    throw registryProblem(
      call,
      "listAccept",
      `The supplied Accept header is not valid: ${accept} - A valid Accept value should look like ${example}`,
    );
  }
  return form === "-id" ? "id" : "full";
}

/** The form of a lookup. A version must be there (XDM-1007) and must exist (406). */
export function lookupForm(call: SandboxCall, minorVersion: number): LookupForm {
  const accept = acceptHeader(call);
  const groups = mediaType.exec(accept)?.groups;
  const name = groups?.form ?? "unknown";
  const form = Object.hasOwn(lookupForms, name) ? lookupForms[name] : undefined;
  if (groups?.major === undefined || form === undefined) {
    const example = "application/vnd.adobe.'{xed|xdm'}+json; version=1 (Version should be specified)";
    throw registryProblem(
      call,
      "lookupAccept",
      `The supplied Accept header is not valid: ${accept} - A valid Accept value should look like ${example}`,
    );
  }
  const exists = Number(groups.major) === 1 && Number(groups.minor ?? 0) <= minorVersion;
  if (!exists) {
    throw notAcceptable(`The version of ${accept} is not available for this resource.`);
  }
  return form;
}

/** How descriptors are shown: ids, paths or whole; as a map by type, or (v2) as a page. */
export interface DescriptorForm {
  readonly shows: "id" | "link" | "object";
  readonly paged: boolean;
}

export function descriptorListForm(call: SandboxCall): DescriptorForm {
  const accept = acceptHeader(call);
  const parts = /^application\/vnd\.adobe\.xdm(-v2)?(?:-(id|link))?\+json$/.exec(accept);
  if (parts === null) {
    throw registryProblem(
      call,
      "descriptorListAccept",
      `The supplied Accept header is not valid: ${accept} - A valid Accept value should look like application/vnd.adobe.xdm-id+json`,
    );
  }
  const [, paged, shows] = parts;
  return { shows: shows === "id" || shows === "link" ? shows : "object", paged: paged !== undefined };
}

/** A lookup of a descriptor needs no Accept; one of Adobe's media types must be that of descriptors, without a version. */
export function checkDescriptorLookup(call: SandboxCall): void {
  const accept = acceptHeader(call);
  if (accept.startsWith("application/vnd.adobe.") && accept !== "application/vnd.adobe.xdm+json") {
    throw registryProblem(
      call,
      "descriptorLookupAccept",
      `The supplied Accept header is not valid: ${accept} - A valid Accept value should look like application/vnd.adobe.xdm+json`,
    );
  }
}

/** Removes titles or descriptions of the resource and its fields, not fields that are called so. */
export function withoutTexts(value: Json, form: LookupForm, areFields = false): Json {
  if (isJsonArray(value)) {
    return value.map((inner) => withoutTexts(inner, form));
  }
  if (!isJsonObject(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const dropped =
        !areFields &&
        typeof inner === "string" &&
        ((name === "title" && !form.titles) || (name === "description" && !form.descriptions));
      return dropped ? [] : [[name, withoutTexts(inner, form, !areFields && isMapOfFields(name))]];
    }),
  );
}

function isMapOfFields(name: string): boolean {
  return name === "properties" || name === "definitions";
}

function acceptHeader(call: SandboxCall): string {
  return call.request.headers.accept?.trim() ?? "";
}
