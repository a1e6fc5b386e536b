import { type CommonOptions, command } from "./command";
import { checkAccess } from "./doctor/access";
import { type Finding, failed, ok, skipped } from "./doctor/finding";
import { checkVersions } from "./doctor/versions";
import { type CommandLineSettings, clientOf, readCommandSettings } from "./platform";
import type { Style, Terminal } from "./terminal";
import { wrapped } from "./text";

/** Whether everything that a program needs is there; reads only. */
export const doctor = command<CommonOptions>(
  {
    name: "doctor",
    summary: "Check versions, settings, token, sandbox, permissions and clock. Never writes.",
    examples: ["doctor", "doctor --sandbox dev --json"],
    exitCodes: { 0: "nothing failed", 1: "a check failed" },
  },
  async ({ options, terminal }) => {
    const findings = await terminal.during(() => "Asking AEP", examine(options, terminal));
    if (options.json) terminal.writeJson({ findings });
    else print(findings, terminal);
    return findings.some(({ outcome }) => outcome === "failed") ? 1 : 0;
  },
);

async function examine(given: CommandLineSettings, terminal: Terminal): Promise<readonly Finding[]> {
  const [versions, read] = await Promise.all([checkVersions(), readCommandSettings(given, terminal)]);
  if (!read.ok) {
    const problems = read.problems.map(({ message }) => failed("settings", message));
    return [...versions, ...problems, skipped("AEP", "was not asked: settings are missing.")];
  }
  const { settings } = read;
  return [
    ...versions,
    ok("settings", `${settings.platformUrl}, tokens from ${settings.imsUrl}`),
    ...(await checkAccess(settings, clientOf(settings, terminal))),
  ];
}

const STYLES: Readonly<Record<Finding["outcome"], Style>> = {
  ok: "green",
  warning: "yellow",
  failed: "red",
  skipped: "dim",
};

function print(findings: readonly Finding[], terminal: Terminal): void {
  const checkWidth = Math.max(...findings.map(({ check }) => check.length));
  for (const { check, outcome, detail } of findings) {
    const indent = " ".repeat("warning".length + checkWidth + 4);
    const lines = detail.split("\n").flatMap((part) => wrapped(part, indent, terminal.width));
    const head = terminal.style(STYLES[outcome], outcome.padEnd("warning".length));
    terminal.write(`${head}  ${check.padEnd(checkWidth)}  ${(lines[0] ?? "").trimStart()}`);
    for (const line of lines.slice(1)) terminal.write(line);
  }
}
