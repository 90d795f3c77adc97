/** One line of `/etc/passwd`, and the group of the same name and number. */
interface Account {
  readonly name: string;
  readonly id: number;
  readonly home: string;
}

/** As in distroless images: nobody logs in. */
const accounts: readonly Account[] = [
  { name: "root", id: 0, home: "/root" },
  { name: "nobody", id: 65534, home: "/nonexistent" },
  { name: "nonroot", id: 65532, home: "/home/nonroot" },
];

/** The user of services. */
export const nonroot = 65532;

/** Source: passwd(5). */
export function passwdFile(): string {
  return accounts
    .map(({ name, id, home }) => `${name}:x:${id}:${id}:${name}:${home}:/sbin/nologin\n`)
    .join("");
}

/** Source: group(5). Debian calls the group of nobody `nogroup`; distroless images, and so ours, `nobody`. */
export function groupFile(): string {
  return accounts.map(({ name, id }) => `${name}:x:${id}:\n`).join("");
}

/** Where names are looked up: in files, and hosts also in DNS. Source: nsswitch.conf(5). */
export function nsswitchFile(): string {
  const databases = {
    passwd: "files",
    group: "files",
    shadow: "files",
    hosts: "files dns",
    networks: "files",
    protocols: "files",
    services: "files",
    ethers: "files",
    rpc: "files",
  };
  return Object.entries(databases)
    .map(([name, sources]) => `${`${name}:`.padEnd(16)}${sources}\n`)
    .join("");
}
