import type { Command } from "commander";
import type { CommandContext } from "./context.ts";

/** A command: its line in the help, and the module that knows the rest. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Adds arguments, options and the action. Loaded only when the command is used. */
  readonly load: () => Promise<(command: Command, context: CommandContext) => void>;
}

/** All commands, in the order of the help. */
export const commandTable: readonly CommandEntry[] = [
  {
    name: "init",
    summary: "find services in this repository and write cooper's files",
    load: async () => (await import("./commands/init.ts")).init,
  },
  {
    name: "list",
    summary: "show the images of the workspace",
    load: async () => (await import("./commands/list.ts")).list,
  },
  {
    name: "build",
    summary: "build images for every platform into the store",
    load: async () => (await import("./commands/build.ts")).build,
  },
  {
    name: "load",
    summary: "build, then load into Docker or podman",
    load: async () => (await import("./commands/load.ts")).load,
  },
  {
    name: "run",
    summary: "build, load, start, wait until healthy, follow the logs",
    load: async () => (await import("./commands/run.ts")).run,
  },
  {
    name: "tags",
    summary: "show the tags that follow from git, and why",
    load: async () => (await import("./commands/tags.ts")).tags,
  },
  {
    name: "push",
    summary: "build, then publish what a registry lacks",
    load: async () => (await import("./commands/push.ts")).push,
  },
  {
    name: "pull",
    summary: "bring an image of a registry into the store",
    load: async () => (await import("./commands/pull.ts")).pull,
  },
  {
    name: "copy",
    summary: "copy an image between registries and folders, with all that is attached",
    load: async () => (await import("./commands/copy.ts")).copy,
  },
  {
    name: "tag",
    summary: "give an image of a registry more tags",
    load: async () => (await import("./commands/tag.ts")).tag,
  },
  {
    name: "ls",
    summary: "list the tags of a repository",
    load: async () => (await import("./commands/ls.ts")).ls,
  },
  {
    name: "manifest",
    summary: "print a manifest or index of a registry",
    load: async () => (await import("./commands/manifest.ts")).manifest,
  },
  {
    name: "promote",
    summary: "copy an image by digest from one environment to another",
    load: async () => (await import("./commands/promote.ts")).promote,
  },
  {
    name: "promotions",
    summary: "show who promoted what, when and where",
    load: async () => (await import("./commands/promotions.ts")).promotions,
  },
  {
    name: "rollback",
    summary: "bring back what an environment had before",
    load: async () => (await import("./commands/rollback.ts")).rollback,
  },
  {
    name: "prune",
    summary: "delete from the registry what no rule keeps",
    load: async () => (await import("./commands/prune.ts")).prune,
  },
  {
    name: "lock",
    summary: "choose packages and digests of the bases: cooper.lock",
    load: async () => (await import("./commands/lock.ts")).lock,
  },
  {
    name: "inspect",
    summary: "show what is in an image, layer by layer",
    load: async () => (await import("./commands/inspect.ts")).inspect,
  },
  {
    name: "diff",
    summary: "compare two images by package, file and size",
    load: async () => (await import("./commands/diff.ts")).diff,
  },
  {
    name: "registry",
    summary: "serve the store as a registry on this machine",
    load: async () => (await import("./commands/registry.ts")).registry,
  },
  {
    name: "cache",
    summary: "measure, shrink or verify the store",
    load: async () => (await import("./commands/cache.ts")).cache,
  },
  {
    name: "login",
    summary: "log in to a registry",
    load: async () => (await import("./commands/login.ts")).login,
  },
  {
    name: "logout",
    summary: "forget the login of a registry",
    load: async () => (await import("./commands/logout.ts")).logout,
  },
  {
    name: "ci",
    summary: "write a workflow that builds, tests and publishes",
    load: async () => (await import("./commands/ci.ts")).ci,
  },
  {
    name: "doctor",
    summary: "say what works on this machine and how to mend the rest",
    load: async () => (await import("./commands/doctor.ts")).doctor,
  },
  {
    name: "completion",
    summary: "print completion for bash, zsh or fish",
    load: async () => (await import("./commands/completion.ts")).completion,
  },
];
