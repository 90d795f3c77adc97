import { stripVTControlCharacters } from "node:util";

/** The head of a column, and on which side its values stand. */
export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
}

/** Rows under titles, columns as wide as their widest cell. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const lines = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => widthOf(line[i] ?? ""))));
  const cell = (text: string, i: number) => {
    const space = " ".repeat((widths[i] as number) - widthOf(text));
    return columns[i]?.align === "right" ? space + text : text + space;
  };
  return lines
    .map((line) =>
      columns
        .map((_, i) => cell(line[i] ?? "", i))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}
