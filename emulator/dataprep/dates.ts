const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const time = String.raw`(?<hour>\d{2}):(?<minute>\d{2}):(?<second>\d{2})`;
const zone = String.raw`(?<zone>Z|[+-]\d{2}(?::?\d{2})?)`;
const halfDay = String.raw`(?<hour>\d{1,2}):(?<minute>\d{2}):(?<second>\d{2}) (?<half>AM|PM)`;

/** The formats that are recognized without being named (guide "Data handling", dates). Epochs are not among them. */
const formats: readonly RegExp[] = [
  String.raw`(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})[ T]${time}(?:\.(?<milli>\d{1,9}))?\s?${zone}?`,
  String.raw`(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})`,
  String.raw`(?<year>\d{4})/(?<month>\d{2})/(?<day>\d{2})`,
  String.raw`(?<year>\d{4})\.(?<month>\d{2})\.(?<day>\d{2})`,
  String.raw`(?<year>\d{4})-(?<monthName>[A-Za-z]{3})-(?<day>\d{2})`,
  String.raw`(?<year>(?:19|20)\d{2})(?<month>0[1-9]|1[0-2])(?<day>[0-3]\d)`,
  String.raw`(?<month>\d{2})-(?<day>\d{2})-(?<year>\d{4})`,
  String.raw`(?<month>\d{2})(?<day>\d{2})(?<year>\d{4})`,
  String.raw`(?<month>\d{1,2})/(?<day>\d{2})/(?<year>\d{4})(?: ${halfDay})?`,
  String.raw`(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})(?: ${halfDay})?`,
  String.raw`(?<day>\d{2})[.-](?<monthName>[A-Za-z]{3})[.-](?<year>\d{4})`,
].map((format) => new RegExp(`^${format}$`));

/** Reads a date in UTC where no zone is named; `undefined` for anything that is not one. */
export function parseDate(words: string): Date | undefined {
  for (const format of formats) {
    const groups = format.exec(words.trim())?.groups;
    if (groups !== undefined) {
      return dateOf(groups);
    }
  }
  return undefined;
}

function dateOf(groups: Readonly<Record<string, string | undefined>>): Date | undefined {
  const number = (name: string): number => Number(groups[name] ?? 0);
  const month =
    groups.monthName === undefined ? number("month") - 1 : months.indexOf(groups.monthName.toLowerCase());
  const milliseconds = Number((groups.milli ?? "0").slice(0, 3).padEnd(3, "0"));
  const date = new Date(
    Date.UTC(
      number("year"),
      month,
      number("day"),
      hourOf(groups),
      number("minute"),
      number("second"),
      milliseconds,
    ),
  );
  const exists = date.getUTCMonth() === month && date.getUTCDate() === number("day");
  return exists ? new Date(date.getTime() - offsetOf(groups.zone)) : undefined;
}

function hourOf({ hour, half }: Readonly<Record<string, string | undefined>>): number {
  const number = Number(hour ?? 0);
  if (half === undefined) {
    return number;
  }
  return (number % 12) + (half === "PM" ? 12 : 0);
}

/** Milliseconds east of UTC. */
function offsetOf(zoneText: string | undefined): number {
  const [, sign, hours = "0", minutes = "0"] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zoneText ?? "") ?? [];
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === "-" ? -offset : offset;
}
