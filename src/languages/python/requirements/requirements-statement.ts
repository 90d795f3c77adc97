import type { LogicalLine } from "./requirements-lines.ts";

/** A statement of a requirements file: a requirement with its hashes, or an option with its value. */
export type Statement =
  | { readonly type: "requirement"; readonly text: string; readonly hashes: readonly string[] }
  | { readonly type: "option"; readonly name: string; readonly value: string };

/** Short and old spellings of options. Source: `pip install --help`. */
const spellings: Readonly<Record<string, string>> = {
  "-r": "--requirement",
  "-c": "--constraint",
  "-e": "--editable",
  "-i": "--index-url",
  "--pypi-url": "--index-url",
  "-f": "--find-links",
};

/** Takes one statement apart. */
export function parseStatement({ text }: LogicalLine): Statement {
  if (text.startsWith("-")) return parseOption(text);
  const cut = /\s-{1,2}[a-z]/i.exec(text)?.index ?? text.length;
  const options = text.slice(cut);
  const hashes = Array.from(options.matchAll(/\s--hash[=\s]\s*(\S+)/g), ([, hash]) => hash ?? "");
  return { type: "requirement", text: text.slice(0, cut).trim(), hashes };
}

/** `--name=value`, `--name value`, `-r value` and `-rvalue` are all the same. */
function parseOption(text: string): Statement {
  const [, written = "", rest = ""] = /^(--[a-z-]+|-[a-z])(.*)$/is.exec(text) ?? [text, text];
  const value = rest
    .trim()
    .replace(/^=\s*/, "")
    .replace(/^(["'])(.*)\1$/, "$2");
  return { type: "option", name: spellings[written] ?? written, value };
}
