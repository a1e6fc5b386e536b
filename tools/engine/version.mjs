/** @typedef {{ major: number, minor: number, patch: number }} Version */

/**
 * The first version number in a text: `v3.259.0`, `go version go1.26 linux/amd64`, `3.260.0-alpha.1`.
 * A pre-release counts as the release it precedes; a missing patch is 0.
 * @param {string} text
 * @returns {Version | undefined}
 */
export function parseVersion(text) {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  if (!match) return undefined;
  return { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3] ?? 0) };
}

/**
 * @param {Version} version
 * @param {Version} minimum
 */
export function isAtLeast(version, minimum) {
  if (version.major !== minimum.major) return version.major > minimum.major;
  if (version.minor !== minimum.minor) return version.minor > minimum.minor;
  return version.patch >= minimum.patch;
}

/** @param {Version} version */
export function formatVersion({ major, minor, patch }) {
  return `${major}.${minor}.${patch}`;
}
