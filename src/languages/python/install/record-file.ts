/** One installed file. Source: PyPA, "Recording installed projects", the RECORD file. */
export interface RecordRow {
  /** Relative to the folder that holds `.dist-info`, with `/`. */
  readonly path: string;
  /**
   * `sha256=` and the digest in URL-safe base64 without padding; empty for RECORD itself and for bytecode.
   */
  readonly hash: string;
  /** Bytes, as text; may be empty. */
  readonly size: string;
}

/** Parses a RECORD file: CSV with `"` as quote. Rows with other than three fields are `undefined`. */
export function parseRecord(text: string): (RecordRow | undefined)[] {
  return parseCsv(text.replace(/^\uFEFF/, "")).map((fields) => {
    const [path, hash, size] = fields;
    if (fields.length !== 3 || path === undefined || hash === undefined || size === undefined)
      return undefined;
    return { path, hash, size };
  });
}

/** Writes a RECORD file, sorted by path, lines ended as Python's `csv` module does for pip. */
export function formatRecord(rows: readonly RecordRow[]): string {
  const sorted = rows.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return sorted.map(({ path, hash, size }) => `${[path, hash, size].map(quote).join(",")}\n`).join("");
}

const field = /(?:"((?:[^"]|"")*)"|([^,"\r\n]*))(,|\r?\n|\r|$)/y;

function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  field.lastIndex = 0;
  while (field.lastIndex < text.length) {
    const match = field.exec(text);
    if (!match) return [...rows, []];
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] === ",") {
      if (field.lastIndex < text.length) continue;
      row.push("");
    }
    if (row.length > 1 || row[0] !== "") rows.push(row);
    row = [];
  }
  return rows;
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
