import { z } from "zod";
import type { PlatformUser } from "../support/emulator";
import { done, PATHS } from "./platform";

/** The descriptors of a schema, as short as possible. */
export async function listedDescriptors(user: PlatformUser, id: string): Promise<string[]> {
  const answer = await user(`${PATHS.registry}/descriptors`, {
    headers: { Accept: "application/vnd.adobe.xdm+json" },
  });
  const descriptor = z.looseObject({
    "xdm:sourceSchema": z.string(),
    "xdm:sourceProperty": z.string(),
    "xdm:namespace": z.string(),
    "xdm:isPrimary": z.boolean().optional(),
  });
  const { "xdm:descriptorIdentity": all = [] } = z
    .object({ "xdm:descriptorIdentity": z.array(descriptor).optional() })
    .parse(answer.body);
  return all
    .filter((each) => each["xdm:sourceSchema"] === id)
    .map(
      (each) =>
        `${each["xdm:sourceProperty"]} ${each["xdm:namespace"]}${each["xdm:isPrimary"] ? " primary" : ""}`,
    )
    .sort();
}

/** Makes one as somebody else. */
export function describeIdentity(
  user: PlatformUser,
  id: string,
  { property, namespace, isPrimary }: { property: string; namespace: string; isPrimary: boolean },
): Promise<unknown> {
  return done(
    user(`${PATHS.registry}/descriptors`, {
      method: "POST",
      body: {
        "@type": "xdm:descriptorIdentity",
        "xdm:sourceSchema": id,
        "xdm:sourceVersion": 1,
        "xdm:sourceProperty": property,
        "xdm:namespace": namespace,
        "xdm:property": "xdm:code",
        "xdm:isPrimary": isPrimary,
      },
    }),
  );
}

export async function idOfDescriptor(user: PlatformUser, id: string, property: string): Promise<string> {
  const answer = await user(`${PATHS.registry}/descriptors`, {
    headers: { Accept: "application/vnd.adobe.xdm+json" },
  });
  const { "xdm:descriptorIdentity": all } = z
    .object({ "xdm:descriptorIdentity": z.array(z.record(z.string(), z.unknown())) })
    .parse(answer.body);
  const found = all.find(
    (each) => each["xdm:sourceSchema"] === id && each["xdm:sourceProperty"] === property,
  );
  return String(found?.["@id"]);
}
