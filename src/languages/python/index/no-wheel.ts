import { CooperError } from "../../../core/error.ts";
import { parsePlatform } from "../../../oci/platform.ts";
import { minorOf } from "../minor-version.ts";
import type { LockedPackage } from "../requirements/lock.ts";
import { versionSatisfies } from "../requirements/specifier.ts";
import { chooseWheel, rankTags } from "../wheel/choose-wheel.ts";
import { machineOf } from "../wheel/machine.ts";
import { compatibleTags } from "../wheel/tags.ts";
import { wheelNameOf } from "../wheel/wheel-name.ts";
import type { Candidate } from "./candidate.ts";
import { describeTarget, type WheelTarget } from "./target.ts";

/** No file of a locked package can be installed on a target: says which there are, why none fits, and what helps. */
export function noWheel(
  entry: LockedPackage,
  candidates: readonly Candidate[],
  target: WheelTarget,
): CooperError {
  const { name, version } = entry;
  const wheels = candidates.filter(({ filename }) => filename.endsWith(".whl"));
  const { why, remedy } = explain(wheels, candidates, target);
  return new CooperError(`${name} ${version} has no wheel for ${describeTarget(target)}: ${why}`, {
    code: "NO_WHEEL",
    where: entry.where,
    hint: `${remedy} ${listWheels(wheels, target)}`.trim(),
  });
}

interface Explanation {
  readonly why: string;
  readonly remedy: string;
}

/** The first change of the target with which something would fit tells what stands in the way. */
function explain(
  wheels: readonly Candidate[],
  candidates: readonly Candidate[],
  target: WheelTarget,
): Explanation {
  const [first] = wheels;
  if (!first) return onlySource(candidates);
  const fits = (change: Partial<WheelTarget>) =>
    chooseWheel(wheels, rankTags(compatibleTags({ ...target, ...change }))) !== undefined;
  if (fits({})) return wrongPython(wheels, target);
  const older = pythons(target, -1).find((python) => fits({ python }));
  if (older) return pythonTooNew(older, target);
  const newer = pythons(target, 1).find((python) => fits({ python }));
  if (newer) return pythonTooOld(newer);
  return explainPlatform(target, fits);
}

function explainPlatform(target: WheelTarget, fits: (change: Partial<WheelTarget>) => boolean): Explanation {
  const { libc } = target;
  const [glibc, musl] = [
    { family: "glibc", version: "2.99" },
    { family: "musl", version: "1.99" },
  ] as const;
  if (fits({ libc: libc?.family === "musl" ? musl : glibc })) return libcTooOld(libc);
  if (fits({ libc: libc?.family === "musl" ? glibc : musl })) {
    return { why: "they are made for another C library", remedy: "Choose a base with that C library." };
  }
  const others = ["linux/amd64", "linux/arm64"].filter((text) =>
    fits({ platform: parsePlatform(text), libc: glibc }),
  );
  return others.length > 0
    ? {
        why: `only ${others.join(" and ")} has one`,
        remedy: "Leave the platform out of `platforms`, or choose another version of the package.",
      }
    : {
        why: "its wheels are for other systems",
        remedy:
          "Choose another version of the package, or build a wheel for this platform and put it on your index.",
      };
}

function libcTooOld(libc: WheelTarget["libc"]): Explanation {
  return libc
    ? {
        why: `they need a newer ${libc.family} than ${libc.version}`,
        remedy: "Choose a newer base, or an older version of the package.",
      }
    : {
        why: "the C library of the base is not known",
        remedy: "Choose a base of which cooper knows the C library.",
      };
}

/** Versions of Python beside that of the target, the nearest first. */
function pythons({ python }: WheelTarget, step: 1 | -1): string[] {
  const minor = Number(python.split(".")[1]);
  return Array.from({ length: 8 }, (_, i) => `3.${minor + step * (i + 1)}.0`);
}

function pythonTooNew(older: string, target: WheelTarget): Explanation {
  const [known, python] = [minorOf(older), minorOf(target.python)];
  return {
    why: `Python ${python} is newer than its wheels, which end at ${known}`,
    remedy: `Choose a base with Python ${known}, or lock a version of the package that knows ${python}.`,
  };
}

function pythonTooOld(newer: string): Explanation {
  return {
    why: `its wheels begin at Python ${minorOf(newer)}`,
    remedy: `Choose a base with Python ${minorOf(newer)}, or lock an older version of the package.`,
  };
}

function wrongPython(wheels: readonly Candidate[], target: WheelTarget): Explanation {
  const wanted = wheels
    .map((wheel) => wheel.requiresPython ?? "")
    .find((s) => !versionSatisfies(target.python, s));
  return {
    why: `it requires Python ${wanted ?? "of another version"}`,
    remedy: "Lock for the Python of the base (`uv pip compile --python-version`), or choose another base.",
  };
}

function onlySource(candidates: readonly Candidate[]): Explanation {
  return {
    why:
      candidates.length > 0
        ? "there is only its source, which the lock forbids to build"
        : "the lock lists no file",
    remedy: "Remove --only-binary for it from the lock, or lock a version that has wheels.",
  };
}

/** A few wheels, those for the same processor first, so that a reader sees at once what there is. */
function listWheels(wheels: readonly Candidate[], target: WheelTarget): string {
  const machine = machineOf(target.platform);
  const tags = [...new Set(wheels.flatMap(({ filename }) => wheelNameOf(filename)?.tags[0] ?? []))].sort();
  const near = tags.filter((tag) => tag.includes("linux") && tag.endsWith(`_${machine}`));
  const shown = [...near, ...tags.filter((tag) => !near.includes(tag))].slice(0, 5);
  if (shown.length === 0) return "";
  const more = tags.length - shown.length;
  return `It has: ${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}.`;
}
