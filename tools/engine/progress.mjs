const quietMilliseconds = 2_000;
const redrawMilliseconds = 250;
const lineMilliseconds = 20_000;

/**
 * @typedef {object} Progress
 * @property {(activity: string) => void} update what happens right now
 * @property {() => void} done
 * @property {() => void} stop ends it without a word, before a failure is told
 */

/**
 * Shows that something goes on, from 2 seconds on: one line redrawn on a terminal, else a line every 20 s.
 * @param {string} title such as "Building the Pulumi engine"
 * @param {{ write(text: string): unknown, isTTY?: boolean, columns?: number }} [stream]
 * @returns {Progress}
 */
export function startProgress(title, stream = process.stderr) {
  const startedAt = Date.now();
  const onTerminal = stream.isTTY === true;
  let activity = "";
  let shown = false;
  /** @type {NodeJS.Timeout} */
  let timer = setTimeout(show, quietMilliseconds);
  timer.unref();

  function show() {
    shown = true;
    const line = [title, elapsed(Date.now() - startedAt), activity].filter((part) => part !== "").join(" · ");
    if (onTerminal) stream.write(`\r\u001b[K${line.slice(0, (stream.columns ?? 80) - 1)}`);
    else stream.write(`${line}\n`);
    timer = setTimeout(show, onTerminal ? redrawMilliseconds : lineMilliseconds);
    timer.unref();
  }

  function stop() {
    clearTimeout(timer);
    if (shown && onTerminal) stream.write("\r\u001b[K");
  }

  return {
    update: (text) => {
      activity = text;
    },
    stop,
    done: () => {
      stop();
      if (shown) stream.write(`${title} · done in ${elapsed(Date.now() - startedAt)}\n`);
    },
  };
}

/** @param {number} milliseconds */
export function elapsed(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
