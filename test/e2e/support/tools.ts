import { tryRun } from "../../../src/core/process.ts";

/** Why a test cannot run here, as `node:test` takes it in `skip`; false where it can. */
export type Lack = string | false;

/** Whether a program of another project answers on this machine. */
export async function lacking(program: string, ...args: string[]): Promise<Lack> {
  const { status } = await tryRun(program, args).catch(() => ({ status: 1 }));
  return status === 0 ? false : `${program} does not answer here`;
}

/** The tools that read what cooper writes, and why some are not there. All asked at once. */
export async function peerTools(): Promise<{
  readonly skopeo: Lack;
  readonly umoci: Lack;
  readonly podman: Lack;
}> {
  const [skopeo, umoci, podman] = await Promise.all([
    lacking("skopeo", "--version"),
    lacking("umoci", "--version"),
    lacking("podman", "info"),
  ]);
  return { skopeo, umoci, podman };
}

/** Whether these compilers are those of Debian 12: the probe's committed bytes, and what runs on its glibc, need them. */
export async function lackingCompilers(...compilers: readonly string[]): Promise<Lack> {
  for (const compiler of compilers) {
    const { stdout } = await tryRun(compiler, ["--version"]).catch(() => ({ stdout: "" }));
    if (!/^\S+ \(Debian 12\.2\./.test(stdout)) return `${compiler} is not the one of Debian 12`;
  }
  return false;
}
