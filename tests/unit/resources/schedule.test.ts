import type { JsonObject } from "../../../provider/api/values";
import { check } from "../../../provider/lifecycle/check";
import { observedArgs } from "../../../provider/lifecycle/read";
import { flowKind } from "../../../provider/resources/flow";
import { frozenChanges } from "../../../provider/resources/schedule";

const NOW = 1_800_000_000_000;
const connection = "133bb51f-f310-4b4a-b8b2-731aef1e223c";
const flow = (more: JsonObject): JsonObject => ({
  flowSpec: "CRMToAEP",
  sourceConnectionIds: [connection],
  targetConnectionIds: [connection],
  ...more,
});

describe("a schedule", () => {
  const CASES: readonly (readonly [string, JsonObject, string, RegExp])[] = [
    ["is required for a batch flow spec", {}, "scheduleParams", /runs on a schedule/],
    [
      "is refused for a streaming flow spec",
      { flowSpec: "GenericStreamingAEP", scheduleParams: { frequency: "once" } },
      "scheduleParams",
      /streams and has no schedule/,
    ],
    [
      "has no interval with once",
      { scheduleParams: { frequency: "once", interval: 1 } },
      "scheduleParams.interval",
      /does not go with/,
    ],
    [
      "has an interval otherwise",
      { scheduleParams: { frequency: "day" } },
      "scheduleParams.interval",
      /is required/,
    ],
    [
      "has at least fifteen minutes",
      { scheduleParams: { frequency: "minute", interval: 5 } },
      "scheduleParams.interval",
      /at least 15/,
    ],
    [
      "starts in seconds",
      { scheduleParams: { frequency: "once", startTime: NOW } },
      "scheduleParams.startTime",
      /in seconds since 1970/,
    ],
  ];

  it.each(CASES)("%s", (_what, more, property, reason) => {
    expect(check(flowKind, {}, flow(more))).toContainEqual({
      property,
      reason: expect.stringMatching(reason),
    });
  });

  it("that was left out is declared once it has begun, and its past cannot be changed", () => {
    const hourly = { frequency: "hour", interval: 1 };
    expect(frozenChanges(hourly, { ...hourly, interval: 2 }, NOW)).toEqual([]);
    expect(frozenChanges(hourly, { ...hourly, backfill: false }, NOW)).toHaveLength(1);
    expect(frozenChanges(hourly, { frequency: "once" }, NOW)).toHaveLength(1);
    const later = { ...hourly, startTime: NOW / 1000 + 60 };
    expect(frozenChanges(later, { ...later, startTime: NOW / 1000 + 120, backfill: false }, NOW)).toEqual([]);
  });

  it("that has begun may say the default of backfill, or no more say it, which sends nothing", () => {
    const hourly = { frequency: "hour", interval: 1 };
    const backfilled = { ...hourly, backfill: true };
    expect(frozenChanges(hourly, backfilled, NOW)).toEqual([]);
    expect(frozenChanges(backfilled, hourly, NOW)).toEqual([]);
    expect(frozenChanges({ ...hourly, backfill: false }, hourly, NOW)).toHaveLength(1);
    const operations = flowKind.fields.scheduleParams?.operations;
    const to = (backfill: boolean, current: JsonObject) =>
      operations?.({ names: ["backfill"], desired: { backfill }, current, tenantId: "", live: undefined });
    expect(to(true, hourly)).toEqual([]);
    const off = { op: "add", path: "/scheduleParams/backfill", value: false };
    expect(to(false, hourly)).toEqual([off]);
    expect(to(true, { ...hourly, backfill: false })).toEqual([{ ...off, value: true }]);
  });

  it("starts now, by the server's clock, where nothing else is said", () => {
    const body = flowKind.toBody(flow({ scheduleParams: { frequency: "once" } }), "", NOW);
    expect(body.scheduleParams).toEqual({ frequency: "once", startTime: NOW / 1000 });
  });

  it("read back as text, with a start that nobody declared, is no drift", () => {
    const scheduleParams = { frequency: "hour", interval: 1, backfill: true };
    const live = {
      scheduleParams: { frequency: "hour", interval: "1", backfill: "true", startTime: "1800000000" },
    };
    expect(observedArgs(flowKind, { scheduleParams }, live, "")).toEqual({ scheduleParams });
    const moved = { scheduleParams: { ...live.scheduleParams, interval: "6" } };
    expect(observedArgs(flowKind, { scheduleParams }, moved, "")).toEqual({
      scheduleParams: { ...scheduleParams, interval: 6 },
    });
  });

  it("is patched member by member", () => {
    const operations = flowKind.fields.scheduleParams?.operations;
    const change = {
      desired: { interval: 6 },
      current: { interval: 1, backfill: true },
      tenantId: "",
      live: undefined,
    };
    expect(operations?.({ names: ["interval", "backfill"], ...change })).toEqual([
      { op: "add", path: "/scheduleParams/interval", value: 6 },
    ]);
  });
});
