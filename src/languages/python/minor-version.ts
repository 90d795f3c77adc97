/** `3.11` of `3.11.2`. */
export function minorOf(python: string): string {
  return python.split(".").slice(0, 2).join(".");
}
