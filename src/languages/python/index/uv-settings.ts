import { dirname, join } from "node:path";
import * as v from "valibot";
import { CooperError, firstLine, messageOf } from "../../../core/error.ts";
import { homeFolder } from "../../../core/home-folder.ts";
import { readOptional } from "../../../core/optional-file.ts";
import type { IndexLocation, IndexSettings, SettingsContext } from "./index-settings.ts";
import { locationList, wordsOf } from "./location-list.ts";

/** `UV_DEFAULT_INDEX`, `UV_INDEX_URL`, `UV_INDEX`, `UV_EXTRA_INDEX_URL`, `UV_FIND_LINKS`, `UV_NO_INDEX`. */
export function uvVariables(context: SettingsContext): IndexSettings {
  const { env } = context;
  const list = (variable: string) => {
    const words = wordsOf(env[variable] || undefined)?.map((word) => unnamed(word, env));
    return locationList(words, variable, context);
  };
  const extra = [...(list("UV_INDEX") ?? []), ...(list("UV_EXTRA_INDEX_URL") ?? [])];
  const findLinks = env.UV_FIND_LINKS?.split(/[\s,]+/).filter(Boolean);
  return {
    index: list("UV_DEFAULT_INDEX")?.[0] ?? list("UV_INDEX_URL")?.[0],
    extraIndexes: extra.length > 0 ? extra : undefined,
    findLinks: locationList(findLinks, "UV_FIND_LINKS", context),
    noIndex: env.UV_NO_INDEX ? /^(1|true)$/i.test(env.UV_NO_INDEX) : undefined,
  };
}

/** An index may be written `name=url`. */
function unnamed(word: string, env: NodeJS.ProcessEnv): string {
  const [, name, url] = /^([A-Za-z0-9._-]+)=(.+)$/.exec(word) ?? [];
  return name && url ? withNamedCredentials(url, name, env) : word;
}

/** uv takes the credentials of an index from `UV_INDEX_<NAME>_USERNAME` and `…_PASSWORD`. */
function withNamedCredentials(url: string, name: string, env: NodeJS.ProcessEnv): string {
  const prefix = `UV_INDEX_${name.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;
  const [username, password] = [env[`${prefix}_USERNAME`], env[`${prefix}_PASSWORD`]];
  if ((!username && !password) || !URL.canParse(url)) return url;
  const parsed = new URL(url);
  if (username) parsed.username = encodeURIComponent(username);
  if (password) parsed.password = encodeURIComponent(password);
  return parsed.href;
}

const location = v.object({
  url: v.string(),
  name: v.optional(v.string()),
  default: v.optional(v.boolean(), false),
  explicit: v.optional(v.boolean(), false),
});
const strings = v.optional(v.array(v.string()));
const settingsSchema = v.object({
  index: v.optional(v.array(location), []),
  "index-url": v.optional(v.string()),
  "extra-index-url": strings,
  "find-links": strings,
  "no-index": v.optional(v.boolean()),
});
const projectSchema = v.object({ tool: v.optional(v.object({ uv: v.optional(settingsSchema) })) });

/**
 * What uv's configuration files say, the strongest first: the nearest `uv.toml` or `pyproject.toml` from the target's
 * folder up to the workspace, then the user's and the machine's. Source: uv documentation, "Configuration files".
 */
export async function uvFiles(context: SettingsContext, directory: string): Promise<IndexSettings[]> {
  const { env } = context;
  const user = env.XDG_CONFIG_HOME || join(homeFolder(env), ".config");
  const files = env.UV_CONFIG_FILE
    ? [env.UV_CONFIG_FILE]
    : [
        ...foldersUp(directory, context.root).flatMap((folder) => [
          join(folder, "uv.toml"),
          join(folder, "pyproject.toml"),
        ]),
        join(user, "uv/uv.toml"),
        join(context.etc, "uv/uv.toml"),
      ];
  const found = await Promise.all(files.map((file) => uvFile(file, context)));
  return found.filter((settings) => settings !== undefined);
}

function foldersUp(directory: string, root: string): string[] {
  const parent = dirname(directory);
  const last = directory === root || parent === directory;
  return last ? [directory] : [directory, ...foldersUp(parent, root)];
}

async function uvFile(file: string, context: SettingsContext): Promise<IndexSettings | undefined> {
  const text = await readOptional(file);
  if (text === undefined) return undefined;
  const { parse } = await import("smol-toml");
  try {
    const toml = parse(text);
    const own = file.endsWith("pyproject.toml")
      ? v.parse(projectSchema, toml).tool?.uv
      : v.parse(settingsSchema, toml);
    return own && settingsOf(own, file, context);
  } catch (cause) {
    throw new CooperError(`the settings of uv cannot be read: ${firstLine(messageOf(cause))}`, {
      code: "BAD_SETTINGS",
      where: file,
      cause,
      hint: "Mend the file, or run `uv lock` in its folder: uv says what it does not understand.",
    });
  }
}

/** Indexes marked `explicit` serve only packages that are bound to them: the lock has their URLs. */
function settingsOf(
  own: v.InferOutput<typeof settingsSchema>,
  file: string,
  context: SettingsContext,
): IndexSettings {
  const place = (url: string, name?: string): IndexLocation => ({
    url: name === undefined ? url : withNamedCredentials(url, name, context.env),
    origin: file,
  });
  const open = own.index.filter((entry) => !entry.explicit);
  const main = open.find((entry) => entry.default);
  const legacy = own["index-url"];
  const extra = [
    ...open.filter((entry) => !entry.default).map((entry) => place(entry.url, entry.name)),
    ...(own["extra-index-url"] ?? []).map((url) => place(url)),
  ];
  return {
    index: main ? place(main.url, main.name) : legacy === undefined ? undefined : place(legacy),
    extraIndexes: extra.length > 0 ? extra : undefined,
    findLinks: locationList(own["find-links"], file, context),
    noIndex: own["no-index"],
  };
}
