/**
 * Which files of the packages go into an image. Patterns are paths from the root of the file system, after the merge
 * of `/lib` into `/usr/lib`; `*` stands for anything but `/`, `**` for anything.
 */
export interface FileRules {
  /** Left out of every package. */
  readonly leaveOut: readonly string[];
  /** Exceptions from {@link leaveOut}. */
  readonly keep: readonly string[];
  /** Packages of which only some files are taken, by name. */
  readonly only: Readonly<Record<string, readonly string[]>>;
}

/**
 * What programs in a container never read. Copyright files stay, as the licences ask. Of glibc's character set
 * converters stay the Unicode and western European ones; UTF-8, ASCII and UCS are built in, and Python has its own.
 */
export const defaultRules: FileRules = {
  leaveOut: [
    "usr/share/doc/*/**",
    "usr/share/{man,info,lintian,locale,bug,menu,doc-base,binfmts,initramfs-tools}/**",
    "usr/share/zoneinfo/right/**",
    "usr/lib/binfmt.d/**",
    "usr/lib/*/gconv/*.so",
    "usr/lib/*/gconv/gconv-modules.d/**",
    "usr/share/base-files/**",
    "etc/{skel,update-motd.d,issue,issue.net}{,/**}",
    "boot",
    "usr/games",
  ],
  keep: ["usr/share/doc/*/copyright", "usr/lib/*/gconv/{UTF-*,ISO8859-1,ISO8859-15,CP1252}.so"],
  only: {
    "ca-certificates": ["usr/share/doc/ca-certificates/copyright"],
    "libc-bin": [
      "etc/ld.so.conf{,.d/**}",
      "usr/lib/locale/C.utf8{,/**}",
      "usr/sbin/ldconfig",
      "usr/share/doc/libc-bin/copyright",
    ],
  },
};

/** Rules on top of others. */
export function extendRules(rules: FileRules, more: Partial<FileRules>): FileRules {
  return {
    leaveOut: [...rules.leaveOut, ...(more.leaveOut ?? [])],
    keep: [...rules.keep, ...(more.keep ?? [])],
    only: { ...rules.only, ...more.only },
  };
}
