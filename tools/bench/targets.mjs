/**
 * @typedef {object} Judged
 * @property {string} name
 * @property {number | null} value null where this system does not tell
 * @property {string} shown with its unit
 * @property {string} target
 * @property {"met" | "missed" | "unknown"} met
 */

/** A page at the end of a list may cost so much more than one at its beginning: what the clock cannot tell apart. */
const constantCost = 1.5;

/** The same where a list is filtered or ordered. */
const aboutAsMuch = 2;

const targets = [
  { name: "mixed reads and writes", figure: "mixedPerSecond", unit: "requests/s", atLeast: 5_000 },
  { name: "mixed reads and writes, median", figure: "mixedMedianMilliseconds", unit: "ms", below: 1 },
  {
    name: "events through the inlet, batches of 100",
    figure: "eventsPerSecond",
    unit: "events/s",
    atLeast: 10_000,
  },
  {
    name: "Flow Service, a last page / a first page",
    figure: "flowPages",
    unit: "times",
    below: constantCost,
  },
  { name: "Catalog, a last page / a first page", figure: "catalogPages", unit: "times", below: constantCost },
  {
    name: "Flow Service ordered, last / first page",
    figure: "orderedFlowPages",
    unit: "times",
    below: aboutAsMuch,
  },
  {
    name: "Flow Service filtered, last / first page",
    figure: "filteredFlowPages",
    unit: "times",
    below: aboutAsMuch,
  },
  {
    name: "Catalog ordered, last / first page",
    figure: "orderedCatalogPages",
    unit: "times",
    below: aboutAsMuch,
  },
  {
    name: "Catalog filtered, last / first page",
    figure: "filteredCatalogPages",
    unit: "times",
    below: aboutAsMuch,
  },
  { name: "Schema Registry, last / first page", figure: "registryPages", unit: "times", below: aboutAsMuch },
  { name: "memory with 10,000 objects", figure: "residentMegabytes", unit: "MB", below: 150 },
  { name: "cold start", figure: "startMilliseconds", unit: "ms", below: 400 },
];

/**
 * @param {ReadonlyMap<string, number>} figures
 * @returns {Judged[]}
 */
export function judge(figures) {
  const all = new Map([
    ...figures,
    ["flowPages", ratio(figures, "lastPageMilliseconds", "firstPageMilliseconds")],
    ["catalogPages", ratio(figures, "catalogLastPageMilliseconds", "catalogFirstPageMilliseconds")],
  ]);
  return targets.map(({ name, figure, unit, atLeast, below }) => {
    const value = all.get(figure) ?? Number.NaN;
    const target = atLeast === undefined ? `< ${below}` : `>= ${atLeast.toLocaleString("en")}`;
    if (Number.isNaN(value)) return { name, value: null, shown: "not told", target, met: "unknown" };
    const met = atLeast === undefined ? value < Number(below) : value >= atLeast;
    return { name, value, shown: `${format(value)} ${unit}`, target, met: met ? "met" : "missed" };
  });
}

/**
 * @param {ReadonlyMap<string, number>} figures
 * @param {string} above
 * @param {string} below
 */
function ratio(figures, above, below) {
  return (figures.get(above) ?? Number.NaN) / (figures.get(below) ?? Number.NaN);
}

/** @param {number} value */
function format(value) {
  return value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 2 : 0 });
}
