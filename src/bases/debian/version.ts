/** How a package relation compares: `<<` and `>>` are strict. */
export type VersionOperator = "<<" | "<=" | "=" | ">=" | ">>";

/**
 * Compares two versions as dpkg does: below 0 where `a` is older, above 0 where it is newer. Equal is not the same as
 * identical: `1.0` and `0:1.00-0` are equal. Source: deb-version(7), "Sorting algorithm".
 */
export function compareVersions(a: string, b: string): number {
  if (a === b) return 0;
  const [x, y] = [splitVersion(a), splitVersion(b)];
  return (
    compareNumbers(x.epoch, y.epoch) ||
    compareParts(x.upstream, y.upstream) ||
    compareParts(x.revision, y.revision)
  );
}

/** Whether a version stands in the relation to another: `satisfies("2.36-9", ">=", "2.34")`. */
export function satisfies(version: string, operator: VersionOperator, wanted: string): boolean {
  const order = compareVersions(version, wanted);
  switch (operator) {
    case "<<":
      return order < 0;
    case "<=":
      return order <= 0;
    case "=":
      return order === 0;
    case ">=":
      return order >= 0;
    case ">>":
      return order > 0;
  }
}

function splitVersion(version: string): { epoch: string; upstream: string; revision: string } {
  const colon = version.indexOf(":");
  const dash = version.lastIndexOf("-");
  return {
    epoch: colon < 0 ? "0" : version.slice(0, colon),
    upstream: version.slice(colon + 1, dash < 0 ? undefined : dash),
    revision: dash < 0 ? "" : version.slice(dash + 1),
  };
}

/** Runs of other characters and runs of digits in turn, from the left. */
function compareParts(a: string, b: string): number {
  const [x, y] = [runsOf(a), runsOf(b)];
  for (let i = 0; i < Math.max(x.length, y.length); i += 1) {
    const compare = i % 2 === 0 ? compareTexts : compareNumbers;
    const order = compare(x[i] ?? "", y[i] ?? "");
    if (order !== 0) return order;
  }
  return 0;
}

/** `1.2~rc` is `["", "1", ".", "2", "~rc"]`: a run of digits stands at every odd place. */
function runsOf(part: string): string[] {
  return part.split(/(\d+)/);
}

function compareTexts(a: string, b: string): number {
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const order = weight(a.charCodeAt(i)) - weight(b.charCodeAt(i));
    if (order !== 0) return order;
  }
  return 0;
}

/** A tilde sorts before the end, the end before letters, letters before everything else. */
function weight(code: number): number {
  if (Number.isNaN(code)) return 0;
  if (code === 0x7e) return -1;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a ? code : code + 256;
}

/** Of any length: the longer one is larger once leading zeros are gone. */
function compareNumbers(a: string, b: string): number {
  const [x, y] = [a.replace(/^0+/, ""), b.replace(/^0+/, "")];
  return x.length - y.length || (x < y ? -1 : x > y ? 1 : 0);
}
