import { group } from "./command";
import { mappingTest } from "./mapping/test";

/** What has to do with mapping sets. */
export const mapping = group("mapping", "Try mapping sets.", [mappingTest]);
