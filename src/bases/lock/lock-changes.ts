import type { LockedBase, LockedImage, LockedPackage, LockFile } from "./lock-file.ts";

/** One package that moved in one base. `from` is absent where it was added, `to` where it was removed. */
export interface LockChange {
  readonly base: string;
  readonly name: string;
  readonly architectures: readonly string[];
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** What moved between two lock files, sorted by base and name; one entry where architectures moved alike. */
export function describeLockChanges(old: LockFile | undefined, next: LockFile): LockChange[] {
  const ids = new Set([...(old?.bases.keys() ?? []), ...next.bases.keys()]);
  const bases = [...ids]
    .sort()
    .flatMap((id) => baseChanges(id, { old: old?.bases.get(id), next: next.bases.get(id) }));
  const references = new Set([...(old?.images.keys() ?? []), ...next.images.keys()]);
  const images = [...references]
    .sort()
    .flatMap((name) => imageChanges(name, { old: old?.images.get(name), next: next.images.get(name) }));
  return [...bases, ...images];
}

/** `debian12/cc: libssl3 3.0.16-1 → 3.0.17-1 (amd64, arm64)`. */
export function formatLockChange({ base, name, architectures, from, to }: LockChange): string {
  const move = from === undefined ? `${to} added` : to === undefined ? `${from} removed` : `${from} → ${to}`;
  return `${base}: ${name} ${move} (${architectures.join(", ")})`;
}

function baseChanges(base: string, sides: Record<"old" | "next", LockedBase | undefined>): LockChange[] {
  const changes = new Map<string, LockChange>();
  const all = new Set([...(sides.old?.packages.keys() ?? []), ...(sides.next?.packages.keys() ?? [])]);
  for (const architecture of [...all].sort()) {
    const from = versions(sides.old?.packages.get(architecture));
    const to = versions(sides.next?.packages.get(architecture));
    for (const name of new Set([...from.keys(), ...to.keys()])) {
      if (from.get(name) === to.get(name)) continue;
      const move = { base, name, from: from.get(name), to: to.get(name) };
      const key = [name, move.from, move.to].join(" ");
      const architectures = [...(changes.get(key)?.architectures ?? []), architecture];
      changes.set(key, { ...move, architectures });
    }
  }
  return [...changes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, change]) => change);
}

function imageChanges(base: string, sides: Record<"old" | "next", LockedImage | undefined>): LockChange[] {
  const platforms = new Set([
    ...(sides.old?.platforms.keys() ?? []),
    ...(sides.next?.platforms.keys() ?? []),
  ]);
  return [...platforms].sort().flatMap((platform) => {
    const [from, to] = [sides.old?.platforms.get(platform), sides.next?.platforms.get(platform)];
    return from === to ? [] : [{ base, name: "image", architectures: [platform], from, to }];
  });
}

function versions(packages: readonly LockedPackage[] = []): Map<string, string> {
  return new Map(packages.map(({ name, version }) => [name, version]));
}
