import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import type { Command } from "commander";
import { commandTable } from "../src/cli/command-table.ts";
import { pyImageSchema, pyServiceImageSchema } from "../src/languages/python/image/schema.ts";
import { commonEntries } from "../src/workspace/common-fields.ts";
import { workspaceSchema } from "../src/workspace/workspace-config.ts";
import { allCommands } from "./support/commands.ts";
import { blocks, page, pages, quoted, tableRows } from "./support/pages.ts";
import { repository, sourceFiles } from "./support/source-files.ts";

const all = pages();
const sources = await sourceFiles();

/** As GitHub makes them of headings. */
function anchors(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, "")
      .replaceAll(" ", "-"),
  );
}

/** The targets of the links of a page that lead to files of the repository. */
function links(text: string): string[] {
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target as string);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

for (const { path, text } of all) {
  test(`the links of ${path} lead somewhere`, () => {
    const broken = links(text).filter((link) => {
      const [file = "", anchor] = link.split("#");
      const meant = file === "" ? path : normalize(join(dirname(path), file));
      if (!existsSync(join(repository, meant))) return true;
      return anchor !== undefined && !anchors(readFileSync(join(repository, meant), "utf8")).includes(anchor);
    });
    assert.deepEqual(broken, []);
  });
}

test("every page is reached from the README or from the list of pages", () => {
  const reached = new Set(
    ["README.md", "docs/README.md"].flatMap((path) =>
      links(page(path).text).map((link) => normalize(join(dirname(path), link))),
    ),
  );
  const lost = all
    .map(({ path }) => path)
    .filter((path) => !reached.has(path) && !path.endsWith("README.md"));
  assert.deepEqual(lost, []);
});

const commands = await allCommands();

/** The command lines of cooper in a text, without what stands before and after them. */
function commandLines(text: string): string[] {
  return text
    .split(/&&|\|\||[|;\n]/)
    .map((part) => /^\s*(?:\$ )?(?:\w+=\S+ )*(?:\.\/)?cooper ([^#]+)/.exec(part)?.[1]?.trim())
    .filter((line) => line !== undefined);
}

/** What a page says of commands: in its blocks for terminals, and in words that begin with the name of the program. */
function mentions(text: string): string[] {
  const shown = blocks({ path: "", text }).filter(({ language }) => /^(console|sh)$/.test(language));
  const inline = quoted(text.replace(/^```[\s\S]*?^```/gm, ""));
  return [...shown.flatMap(({ lines }) => lines), ...inline].flatMap(commandLines);
}

/** What is wrong with a command line: a command or an option that does not exist. */
function problems(line: string): string[] {
  const words = line.split(" -- ")[0]?.split(/\s+/) ?? [];
  const globals = ["-C", "--workspace", "-h", "--help", "-V", "--version"];
  const first = words.find((word) => !word.startsWith("-")) ?? "";
  if (first === "COMMAND" || globals.includes(words[0] ?? "")) return [];
  const path = commands.has(`${first} ${words[1]}`) ? `${first} ${words[1]}` : first;
  const command = commands.get(path);
  if (!command) return [`cooper ${line}: there is no command ${first}`];
  const known = [...globals, ...command.options.flatMap(({ long, short }) => [long, short])];
  const used = words.filter((word) => /^--?[a-z]/i.test(word)).map((word) => word.split("=")[0]);
  return used.filter((word) => !known.includes(word)).map((word) => `cooper ${line}: there is no ${word}`);
}

test("the scanner of command lines tells good from bad", () => {
  assert.deepEqual(commandLines("$ TZ=UTC cooper build a && docker run b"), ["build a"]);
  assert.deepEqual(problems("build todost --platform linux/arm64"), []);
  assert.deepEqual(problems("run todost -- --verbose"), []);
  assert.equal(problems("biuld todost").length, 1);
  assert.equal(problems("cache gc --everything").length, 1);
});

for (const { path, text } of all) {
  // What comes later, and what is only planned, is told there.
  if (path === "docs/architecture.md") continue;
  test(`the commands in ${path} exist`, () => assert.deepEqual(mentions(text).flatMap(problems), []));
}

test("the targets of make that pages name exist", () => {
  const makefile = readFileSync(join(repository, "Makefile"), "utf8");
  const patterns = [...makefile.matchAll(/^([a-z_%-]+):/gm)].map(([, name = ""]) =>
    name.replace("%", "[a-z_-]+"),
  );
  const target = new RegExp(`^(?:${patterns.join("|")})$`);
  const named = all.flatMap(({ text }) => {
    const shown = blocks({ path: "", text }).flatMap(({ lines }) => lines);
    return [...shown, ...quoted(text.replace(/^```[\s\S]*?^```/gm, ""))];
  });
  const targets = named.flatMap((line) => /(?:^|&& )make ([a-z][a-z_-]*)/.exec(line)?.[1] ?? []);
  assert.ok(targets.length > 5);
  assert.deepEqual(
    targets.filter((name) => !target.test(name)),
    [],
  );
});

test("the image.ts in the README is the one of the example", () => {
  const { lines = [] } = blocks(page("README.md")).find(({ language }) => language === "ts") ?? {};
  const [comment = "", ...shown] = lines;
  const file = join(repository, "examples", "monorepo", comment.replace("// ", ""));
  assert.equal(`${shown.join("\n")}\n`, readFileSync(file, "utf8"));
});

test("the commands in the command line's own help exist", () => {
  const help: string[] = [];
  for (const command of commands.values()) {
    command.configureOutput({ writeOut: (text) => void help.push(text) });
    command.outputHelp();
  }
  const examples = help
    .join("")
    .split("\n")
    .filter((line) => /^ {2}cooper /.test(line));
  assert.ok(examples.length > 10);
  assert.deepEqual(
    examples
      .map((line) => line.replace(/ {2,}[a-z].*$/, ""))
      .flatMap(commandLines)
      .flatMap(problems),
    [],
  );
});

const commandLine = page("docs/command-line.md");

test("docs/command-line.md lists the commands as the help does", () => {
  const rows = tableRows(commandLine, "# The command line").slice(0, commandTable.length);
  assert.deepEqual(
    rows,
    commandTable.map(({ name, summary }) => [`\`${name}\``, summary]),
  );
});

function headingOf(path: string, command: Command): string {
  const words = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
    return argument.required ? ` <${name}>` : ` [${name}]`;
  });
  return `## \`cooper ${path}${words.join("")}\``;
}

for (const [path, command] of commands) {
  if (path === "") continue;
  test(`docs/command-line.md says what cooper ${path} takes`, () => {
    const rows = tableRows(commandLine, headingOf(path, command));
    assert.deepEqual(
      rows.map(([flags, meaning = ""]) => [flags, meaning.replace(/ \((?:one of|default `).*\)$/, "")]),
      command.options.map(({ flags, description }) => [`\`${flags}\``, description]),
    );
  });
}

const ownVariables = /\bCOOPER_[A-Z_]+\b/g;

test("docs/command-line.md lists cooper's own variables", () => {
  const listed = new Set(commandLine.text.match(ownVariables));
  const used = new Set(sources.flatMap(({ text }) => text.match(ownVariables) ?? []));
  assert.deepEqual(
    [...used].filter((name) => !listed.has(name)),
    [],
  );
});

const fieldTables: readonly (readonly [file: string, heading: string, entries: object])[] = [
  ["docs/python-services.md", "## Fields", pyImageSchema.entries],
  ["docs/python-services.md", "## Fields", pyServiceImageSchema.entries],
  ["docs/health-checks.md", "# Health checks", commonEntries.healthcheck.wrapped.entries],
  ["docs/getting-started.md", "## 2. Write the first files", workspaceSchema.entries],
];

for (const [file, heading, entries] of fieldTables) {
  test(`the table of ${file} has the ${Object.keys(entries).length} fields of its schema`, () => {
    const listed = tableRows(page(file), heading).map(([cell]) => quoted(cell)[0]);
    assert.deepEqual(listed.sort(), Object.keys(entries).sort());
  });
}

/** Texts that look like codes: variables of other programs, and what a registry answers. */
const noCode = new RegExp(
  `^"(?:${[
    "(?:COOPER|UV|PIP|ERR|Z)_\\w+",
    "BUILDKITE_BUILD_CREATOR|CIRCLE_USERNAME|CI_REGISTRY_\\w+|GITHUB_ACTOR|GITHUB_TOKEN|GITLAB_USER_LOGIN",
    "REGISTRY_PASSWORD|REGISTRY_USERNAME|VERSION_ID",
    "GOOGLE_MANIFEST_\\w+|(?:BLOB|MANIFEST|NAME|MANIFEST_BLOB|BLOB_UPLOAD)_UNKNOWN|(?:BLOB_UPLOAD|DIGEST|MANIFEST|SIZE)_INVALID",
  ].join("|")})"$`,
);

/** The codes of all errors that cooper throws. Those of archives are the keys of a table. */
function codesInSources(): string[] {
  const found = sources
    .filter(({ path }) => !path.includes("/testing/"))
    .flatMap(({ text }) => [...text.matchAll(/code: ("[A-Z]+")|("[A-Z]+(?:_[A-Z]+)+")/g)])
    .map(([, word, words]) => word ?? words ?? "")
    .filter((literal) => !noCode.test(literal))
    .map((literal) => literal.slice(1, -1));
  const archive = sources.find(({ path }) => path === "archive/archive-error.ts")?.text ?? "";
  return [...new Set([...found, ...[...archive.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, c]) => c as string)])];
}

test("docs/troubleshooting.md has every error code, and no other", () => {
  const listed = tableRows(page("docs/troubleshooting.md"), "## Error codes").flatMap(([cell]) =>
    quoted(cell),
  );
  assert.ok(listed.length > 100);
  assert.deepEqual(listed.toSorted(), codesInSources().sort());
});

/** In parts, so that this file does not name them itself. */
const forbidden = [
  ["pypi", "org"],
  ["pythonhosted", "org"],
  ["npmjs", "org"],
  ["npmjs", "com"],
  ["crates", "io"],
  ["proxy", "golang", "org"],
  ["maven", "org"],
  ["deb", "debian.org"],
].map((parts) => parts.join("."));

test("no file names the host of a package registry", (t) => {
  const { stdout, status } = spawnSync("git", ["ls-files", "-z"], { cwd: repository, encoding: "utf8" });
  if (status !== 0) return t.skip("this is no checkout of git");
  const files = stdout.split("\0").filter((path) => path !== "");
  const found = files.flatMap((path) => {
    const file = join(repository, path);
    const text = existsSync(file) ? readFileSync(file, "latin1") : "";
    return forbidden.filter((name) => text.includes(name)).map((name) => `${path}: ${name}`);
  });
  assert.deepEqual(found, []);
});
