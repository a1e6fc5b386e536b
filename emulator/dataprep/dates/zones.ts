/** Minutes east of UTC of the abbreviations that date texts use (letter z; guide "Data handling"). */
const abbreviations: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  WET: 0,
  BST: 60,
  CET: 60,
  CEST: 120,
  EET: 120,
  EEST: 180,
  IST: 330,
  JST: 540,
  AEST: 600,
  AEDT: 660,
  EST: -300,
  EDT: -240,
  CST: -360,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
  AKST: -540,
  HST: -600,
};

/** How luxon names the zone of an offset (`Z`, `+02`, `-0800`, `GMT+8`) or an abbreviation; else the text itself. */
export function zoneNamed(words: string): string {
  const [matched, sign, hours = "0", minutes = "0"] =
    /^(?:GMT|UTC)?([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(words) ?? [];
  if (matched !== undefined) {
    return `UTC${sign}${Number(hours)}:${minutes.padStart(2, "0")}`;
  }
  if (words === "Z") {
    return "UTC";
  }
  const offset = Object.hasOwn(abbreviations, words) ? abbreviations[words] : undefined;
  return offset === undefined ? words : `UTC${offset < 0 ? "-" : "+"}${clock(Math.abs(offset))}`;
}

/** `±hh:mm` and the like of a moment's offset. */
export function offsetText(offset: number, separator: string, withMinutes: "always" | "needed"): string {
  const [hours = "", minutes = ""] = clock(Math.abs(offset)).split(":");
  const short = withMinutes === "needed" && minutes === "00";
  return `${offset < 0 ? "-" : "+"}${hours.padStart(2, "0")}${short ? "" : `${separator}${minutes}`}`;
}

function clock(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}
