/** `//path/to/folder:name`: the one way to name a target without doubt. */
export interface Label {
  /** Folder relative to the root of the workspace, `/` between parts; empty for the root itself. */
  readonly folder: string;
  readonly name: string;
}

/** `//services/todost:todost`, written `//services/todost` where the folder has the same name. */
export function formatLabel(label: Label): string {
  const last = label.folder.slice(label.folder.lastIndexOf("/") + 1);
  return last === label.name ? `//${label.folder}` : `//${label.folder}:${label.name}`;
}
