import { newRecording } from "../support/recording";
import { ROWS } from "./rows/all";

/** The exam at bounded sizes; `npm run exam` runs it at full size, and tells how to replay a failure. */
jest.setTimeout(120_000);

const IN_TESTS = ROWS.filter(({ inTests }) => inTests ?? true);

it.each(IN_TESTS.map((row) => [`${row.id}: ${row.title}`, row] as const))("row %s", async (_name, row) => {
  const options = {
    size: "small",
    seed: 1,
    lanes: 2,
    recording: newRecording,
    progress: () => undefined,
  } as const;
  const { runs, failures } = await row.run(options);
  expect(failures).toEqual([]);
  expect(runs).toBeGreaterThan(0);
});
