import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./source-files.ts";

/** A page that people read. */
export interface Page {
  /** Relative to the repository: `docs/base-images.md`. */
  readonly path: string;
  readonly text: string;
}

/** A fenced block of a page. */
export interface Block {
  /** `console`, `sh`, `ts`; empty where it names none. */
  readonly language: string;
  /** Line of the page, from 1, of the first line in the block. */
  readonly line: number;
  readonly lines: readonly string[];
}

/** A command of a `console` block, and the lines that the page shows below it. */
export interface ShownCommand {
  readonly command: string;
  readonly line: number;
  /** `…` stands for lines left out. */
  readonly output: readonly string[];
}

/** All pages, sorted by path. */
export function pages(): Page[] {
  const paths = globSync(["*.md", "docs/**/*.md"], { cwd: repository }).sort();
  return paths.map(page);
}

/** One page by its path. */
export function page(path: string): Page {
  return { path, text: readFileSync(join(repository, path), "utf8") };
}

/** The fenced blocks of a page, in order. */
export function blocks({ text }: Page): Block[] {
  const found: Block[] = [];
  let open: { language: string; line: number; lines: string[] } | undefined;
  for (const [i, line] of text.split("\n").entries()) {
    const [, language] = /^```(\w*)/.exec(line) ?? [];
    if (open && language !== undefined) open = void found.push(open);
    else if (open) open.lines.push(line);
    else if (language !== undefined) open = { language, line: i + 2, lines: [] };
  }
  return found;
}

/** The commands of a `console` block: a line with `$` is one, what follows is its output. */
export function shownCommands(block: Block): ShownCommand[] {
  const found: { command: string; line: number; output: string[] }[] = [];
  for (const [i, text] of block.lines.entries()) {
    if (text.startsWith("$ ")) found.push({ command: text.slice(2), line: block.line + i, output: [] });
    else found.at(-1)?.output.push(text);
  }
  return found;
}

/** The cells of the tables below a heading, up to the next heading, without titles and rules. */
export function tableRows({ text }: Page, heading: string): string[][] {
  const lines = text.split("\n");
  const start = lines.indexOf(heading);
  if (start < 0) throw new Error(`there is no heading "${heading}"`);
  const rest = lines.slice(start + 1);
  const level = /^#+/.exec(heading)?.[0].length ?? 1;
  const end = rest.findIndex((line) => (/^(#+) /.exec(line)?.[1]?.length ?? 9) <= level);
  const rows = rest.slice(0, end < 0 ? undefined : end).filter((line) => line.startsWith("|"));
  return rows
    .filter((row, i) => !/^\|[\s|:-]+\|$/.test(row) && !/^\|[\s|:-]+\|$/.test(rows[i + 1] ?? ""))
    .map((row) =>
      row
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );
}

/** The words in back quotes in a cell. */
export function quoted(cell = ""): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word as string);
}
