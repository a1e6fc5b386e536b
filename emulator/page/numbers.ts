/** 12345 as 12,345. */
export function grouped(count: number): string {
  return count.toLocaleString("en");
}

/** The noun for so many of a thing. */
export function plural(count: number, noun: string): string {
  return count === 1 ? noun : `${noun}s`;
}
