import { delimiter, join } from "node:path";
import { homeFolder } from "../../../core/home-folder.ts";
import { readOptional } from "../../../core/optional-file.ts";
import type { IndexSettings, SettingsContext } from "./index-settings.ts";
import { parseIni } from "./ini.ts";
import { absoluteLocation, locationList, wordsOf } from "./location-list.ts";

/** Looks up an option of pip by its long name, without the dashes. */
type Lookup = (option: string) => string | undefined;

/** `PIP_INDEX_URL`, `PIP_EXTRA_INDEX_URL`, `PIP_FIND_LINKS`, `PIP_NO_INDEX`, `PIP_CERT`. */
export function pipVariables(context: SettingsContext): IndexSettings {
  const variable = (option: string) => `PIP_${option.replaceAll("-", "_").toUpperCase()}`;
  return settingsFrom((option) => context.env[variable(option)] || undefined, variable, context);
}

/** What pip's configuration files say, the strongest first. Source: pip documentation, "Configuration". */
export async function pipFiles(context: SettingsContext): Promise<IndexSettings[]> {
  if (context.env.PIP_CONFIG_FILE === "/dev/null") return [];
  const found = await Promise.all(configurationFiles(context).map((file) => pipFile(file, context)));
  return found.filter((settings) => settings !== undefined);
}

async function pipFile(file: string, context: SettingsContext): Promise<IndexSettings | undefined> {
  const text = await readOptional(file);
  if (text === undefined) return undefined;
  const ini = parseIni(text);
  const lookup: Lookup = (option) => {
    for (const section of ["install", "download", "global"]) {
      const value = ini.get(section)?.get(option);
      if (value !== undefined) return value;
    }
    return undefined;
  };
  return settingsFrom(lookup, () => file, context);
}

function settingsFrom(
  lookup: Lookup,
  origin: (option: string) => string,
  context: SettingsContext,
): IndexSettings {
  const list = (option: string) => locationList(wordsOf(lookup(option)), origin(option), context);
  const certificates = lookup("cert");
  const noIndex = lookup("no-index");
  return {
    index: list("index-url")?.[0],
    extraIndexes: list("extra-index-url"),
    findLinks: list("find-links"),
    noIndex: noIndex === undefined ? undefined : /^(1|true|yes|on|t|y)$/i.test(noIndex),
    certificates: certificates === undefined ? undefined : absoluteLocation(certificates, context),
  };
}

/** A file named by `PIP_CONFIG_FILE` takes the place of the user's own. */
function configurationFiles({ env, etc }: SettingsContext): string[] {
  const home = homeFolder(env);
  const systemFolders = (env.XDG_CONFIG_DIRS || join(etc, "xdg")).split(delimiter).filter(Boolean);
  const own = env.PIP_CONFIG_FILE
    ? []
    : [
        join(env.XDG_CONFIG_HOME || join(home, ".config"), "pip/pip.conf"),
        join(home, "Library/Application Support/pip/pip.conf"),
        join(home, ".pip/pip.conf"),
      ];
  return [
    ...(env.PIP_CONFIG_FILE ? [env.PIP_CONFIG_FILE] : []),
    ...(env.VIRTUAL_ENV ? [join(env.VIRTUAL_ENV, "pip.conf")] : []),
    ...own,
    join(etc, "pip.conf"),
    ...systemFolders.map((folder) => join(folder, "pip/pip.conf")),
  ];
}
