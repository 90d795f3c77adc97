import type { FileTree } from "../../images/file-tree.ts";
import type { Image } from "../../images/image.ts";
import { settingsOf } from "../../images/settings.ts";
import { type FileFact, snapshotImage } from "../../images/snapshot.ts";
import type { ImageFacts, PythonFacts } from "../../plan/facts.ts";
import { upstream } from "../image/base-facts.ts";
import type { LockedContents } from "../lock/lock-file.ts";

const osRelease = /^(?:usr\/lib|etc)\/os-release$/;
const glibc = /^(?:usr\/)?lib(?:64)?\/(?:[^/]+-linux-gnu[^/]*\/)?libc\.so\.6$/;
const packages = /^(?:var\/lib\/dpkg\/status(?:\.d\/python3[^/]*)?|(?:usr\/)?lib\/apk\/db\/installed)$/;
const interpreter = /^usr\/(?:local\/)?bin\/python(3\.\d+)$/;

const kept = (path: string) => [osRelease, glibc, packages].some((pattern) => pattern.test(path));

/** Reads all layers of an image once and says what a builder may count on, and what the files weigh. */
export async function findContents(image: Image): Promise<LockedContents> {
  const { tree, layers } = await snapshotImage(image, { keep: kept });
  const files = [...tree.files()];
  const text = (pattern: RegExp) => textOf(files, pattern);
  const facts = {
    os: osOf(text(osRelease)),
    libc: libcOf(text(glibc), text(packages)),
    python: pythonOf(tree, text(packages), settingsOf(image.config).env?.PYTHON_VERSION),
  };
  const known = Object.entries(facts).filter(([, fact]) => fact !== undefined);
  return { sizes: layers.map(({ bytes }) => bytes), facts: Object.fromEntries(known) as ImageFacts };
}

type Files = readonly { readonly path: string; readonly fact: FileFact }[];

function textOf(files: Files, pattern: RegExp): string {
  const found = files.filter(({ path, fact }) => pattern.test(path) && fact.content);
  return found.map(({ fact }) => fact.content?.toString("latin1")).join("\n");
}

/** Source: os-release(5). */
function osOf(text: string): ImageFacts["os"] {
  const field = (name: string) => new RegExp(`^${name}=["']?([^"'\\n]+)`, "m").exec(text)?.[1];
  const [id, version] = [field("ID"), field("VERSION_ID")];
  return id && version && !/\s/.test(id + version) ? { id, version } : undefined;
}

/** The library's own words, `GNU C Library (…) stable release version 2.36.`, or what Alpine's database says of musl. */
function libcOf(library: string, database: string): ImageFacts["libc"] {
  const version = /GNU C Library [^\n]{0,200}? version (\d+\.\d+)/.exec(library)?.[1];
  if (version) return { family: "glibc", version };
  const musl = /^P:musl\nV:(\d+\.\d+)/m.exec(database)?.[1];
  return musl ? { family: "musl", version: musl } : undefined;
}

/** An interpreter of `/usr/local` comes before that of the distribution, as on the `PATH`. */
function pythonOf(
  tree: FileTree<FileFact>,
  database: string,
  said: string | undefined,
): PythonFacts | undefined {
  const found = [...tree.files()].filter(({ path }) => interpreter.test(path)).map(({ path }) => path);
  const path = found.find((one) => one.startsWith("usr/local/")) ?? found[0];
  const minor = path && interpreter.exec(path)?.[1];
  if (!path || !minor) return undefined;
  const versions = [said, versionOf(database, `python${minor}-minimal`), versionOf(database, "python3")];
  const version = versions.find((one) => one?.startsWith(`${minor}.`)) ?? `${minor}.0`;
  return { version, executable: `/${path}`, distributions: [] };
}

/** The version of a package in the database of dpkg or apk. */
function versionOf(database: string, name: string): string | undefined {
  const escaped = RegExp.escape(name);
  const named = new RegExp(`^Package: ${escaped}$`, "m");
  const stanza = database.split("\n\n").find((one) => named.test(one)) ?? "";
  const dpkg = /^Version: (\S+)/m.exec(stanza)?.[1];
  const apk = new RegExp(`^P:${escaped}\\nV:(\\d[\\d.]*)`, "m").exec(database)?.[1];
  return dpkg ? upstream(dpkg) : apk;
}
