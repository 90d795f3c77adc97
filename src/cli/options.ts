import { type Command, InvalidArgumentError, Option } from "commander";
import type { BuildRequest } from "../api/build.ts";
import { parsePlatform } from "../oci/platform.ts";
import { type ProgressMode, progressModes } from "./progress/reporter.ts";

/** The options of every command that builds. */
export interface BuildOptions {
  readonly platform?: readonly string[];
  readonly affected?: boolean;
  readonly since?: string;
  readonly jobs?: number;
  readonly progress: ProgressMode;
}

/** Adds the arguments and options that say what to build, and how to show it. */
export function addBuildOptions(command: Command, usualPlatform = "the image's own"): Command {
  return command
    .argument(
      "[image...]",
      "names, labels (//services/todost), or folders with all below them (//services/...)",
    )
    .option("--platform <list>", `such as linux/amd64,linux/arm64 (default: ${usualPlatform})`, platformList)
    .option("--affected", "only images that changes on this branch can have touched")
    .option("--since <ref>", "compare with where this branch left it (default: the main branch)")
    .option("-j, --jobs <number>", "images at once (default: the number of processors)", wholeNumber(1))
    .addOption(progressOption());
}

/** `--progress` */
export function progressOption(): Option {
  return new Option("--progress <mode>", "how to show what is under way")
    .choices(progressModes)
    .default("auto");
}

/** What the words and options ask the library to build. */
export function buildRequestOf(images: readonly string[], options: BuildOptions): BuildRequest {
  return {
    images,
    platforms: options.platform?.map(parsePlatform),
    affectedSince: options.affected || options.since ? { ref: options.since } : undefined,
    jobs: options.jobs,
  };
}

function platformList(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(",")];
}

/** Reads a whole number of at least so much. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least) return number;
    throw new InvalidArgumentError(`Write a whole number from ${least} up.`);
  };
}

/** For options that may be given several times. */
export function collectValues(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** The same, for values of a form that is known. */
export function collectMatching(
  form: RegExp,
  advice: string,
): (value: string, before?: readonly string[]) => readonly string[] {
  return (value, before) => {
    if (!form.test(value)) throw new InvalidArgumentError(advice);
    return collectValues(value, before);
  };
}
