const destinations = "It is for the export of arrays to destinations only, which the emulator has none of.";

/** Functions that the guide names and the emulator refuses, by name, with the reason. */
export const unsupportedFunctions: Readonly<Record<string, string>> = {
  fpid_to_ecid: "How an ECID is derived from a first-party device id is not published.",
  is_set: "The guide says that contains_key has replaced it, and no longer says what it does.",
  array_to_string: destinations,
  filterArray: destinations,
  transformArray: destinations,
  flattenArray: destinations,
  aa_get_product_events: "The guide has withdrawn its description.",
  aa_get_product_event_ids: "The guide has withdrawn its description.",
};
