import { choice, only } from "../assumption";

/** What no source pins down about Schema Registry. */
export const schemaRegistryAssumptions = {
  schemaContent: only(
    "What do Adobe's own classes, behaviours and data types contain?",
    "compact",
    "The emulator holds compact definitions of its own of the ones that it knows; the published ones are larger.",
    "Adobe's own definitions are not part of the emulator.",
  ),
  resourceInUse: choice(
    "May a resource be deleted while another one refers to it, or a schema while a dataset uses it?",
    ["refuse", "accept"],
    "The rules of schema evolution forbid deleting a schema in use; status and body are not documented: the generic 400.",
  ),
  cursorWithoutOrder: choice(
    "What does start without orderby do to a list that gave it as the cursor of its next page?",
    ["continue", "nothing"],
    "The guide says that start cannot be used without orderby, and start=0 found nothing on a live tenant; a third-party client continues its lists so.",
  ),
  unknownDescriptorType: choice(
    "May a descriptor have a type that the guide does not list?",
    ["refuse", "accept"],
    "The guide lists the types with their members; what others are answered with is not documented.",
  ),
  breakingChange: choice(
    "May a change remove, retype or restrict a field of a schema that a dataset uses?",
    ["refuse", "accept"],
    "The rules of schema evolution forbid it; status and body are not documented: the generic 400.",
  ),
  unknownReference: choice(
    "May a resource refer to one that does not exist?",
    ["refuse", "accept"],
    "Status and body are not documented: the generic 400.",
  ),
  notFoundCodes: only(
    "Which code has 'not found' for each kind of resource?",
    "1010 to 1013",
    "The troubleshooting guide lists 1010 to 1017 by kind; its example for a class is 1010, the spec's for a schema 1012; 1011 for field groups and 1013 for data types are inferred.",
    "The published list has one code for a kind; only which is whose is inferred.",
  ),
  requiredMembers: choice(
    "Which of the members that the spec requires must a new resource have?",
    ["all but description and type", "all", "title and composition"],
    "The spec requires type, title, description, allOf and meta:intendedToExtend, each where it applies; Adobe's Postman collection leaves the description empty, and a third-party client used against live tenants sends schemas without a type.",
  ),
  auditLogOfCreation: choice(
    "Does the audit log of a resource begin with its creation?",
    ["omit", "show"],
    "The guide speaks of the changes between updates, and its example begins with one.",
  ),
  schemaValidation: only(
    "How are other invalid resources answered (no title, no class, two classes)?",
    "400",
    "The spec names required members; the error body is not documented: the generic 400.",
    "No code is published for these; the generic frame is the only one without one.",
  ),
} as const;
