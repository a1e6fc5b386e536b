/** Loaded before a provider process: its clock is off by `PULUMI_AEP_CLOCK_SHIFT` milliseconds; all others' clocks stay right. */
const shift = Number(process.env.PULUMI_AEP_CLOCK_SHIFT ?? 0);

if (shift !== 0 && process.argv[1]?.includes("dynamic-provider")) {
  const RightDate = Date;
  globalThis.Date = class extends RightDate {
    constructor(...values) {
      super(...(values.length === 0 ? [RightDate.now() + shift] : values));
    }

    static now() {
      return RightDate.now() + shift;
    }
  };
}
