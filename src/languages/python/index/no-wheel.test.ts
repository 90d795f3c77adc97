import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePlatform } from "../../../oci/platform.ts";
import type { LockedPackage } from "../requirements/lock.ts";
import { rankTags } from "../wheel/choose-wheel.ts";
import { compatibleTags } from "../wheel/tags.ts";
import { chooseFile } from "./choose-file.ts";
import type { WheelTarget } from "./target.ts";

const target: WheelTarget = {
  python: "3.13.1",
  platform: parsePlatform("linux/arm64"),
  libc: { family: "glibc", version: "2.36" },
};
const entry: LockedPackage = {
  name: "foo",
  version: "1.0",
  where: "lock.txt:4",
  hashes: new Set(),
  files: [],
  indexed: true,
  accepts: "any",
};

function choose(
  tags: readonly string[],
  change: Partial<WheelTarget & LockedPackage> = {},
  extra: string[] = [],
) {
  const wanted = { ...target, ...change };
  const candidates = [...tags.map((tag) => `foo-1.0-${tag}.whl`), ...extra].map((filename) => ({
    filename,
    url: "",
  }));
  const ranks = rankTags(compatibleTags(wanted));
  return chooseFile({ entry: { ...entry, ...change }, candidates, target: wanted, ranks });
}

test("why no wheel fits is told, with what helps", () => {
  const cases: [tags: string[], why: RegExp, remedy: RegExp, change?: Partial<WheelTarget>][] = [
    [
      ["cp312-cp312-manylinux_2_17_aarch64"],
      /Python 3\.13 is newer than its wheels, which end at 3\.12/,
      /base with Python 3\.12/,
    ],
    [["cp314-cp314-manylinux_2_17_aarch64"], /its wheels begin at Python 3\.14/, /base with Python 3\.14/],
    [["cp313-cp313-manylinux_2_39_aarch64"], /they need a newer glibc than 2\.36/, /newer base/],
    [["cp313-cp313-musllinux_1_2_aarch64"], /another C library/, /that C library/],
    [
      ["cp313-cp313-manylinux_2_17_x86_64", "cp313-cp313-win_amd64"],
      /only linux\/amd64 has one/,
      /`platforms`/,
    ],
    [["cp313-cp313-win_amd64"], /its wheels are for other systems/, /build a wheel for this platform/],
    [
      ["cp313-cp313-manylinux_2_17_aarch64"],
      /the C library of the base is not known/,
      /Choose a base/,
      { libc: undefined },
    ],
    [[], /the lock lists no file/, /--only-binary/],
  ];
  for (const [tags, why, remedy, change] of cases) {
    assert.throws(() => choose(tags, change), {
      code: "NO_WHEEL",
      where: "lock.txt:4",
      message: why,
      hint: remedy,
    });
  }
});

test("the message names package, version, Python, platform and some wheels", () => {
  const tags = ["cp310", "cp311", "cp312"].flatMap((p) => [
    `${p}-${p}-win_amd64`,
    `${p}-${p}-manylinux_2_17_aarch64`,
  ]);
  assert.throws(() => choose(tags), {
    message: /^foo 1\.0 has no wheel for CPython 3\.13 on linux\/arm64 with glibc 2\.36: /,
    hint: /It has: cp310-cp310-manylinux_2_17_aarch64, cp311-\S+, cp312-\S+, cp310-cp310-win_amd64, cp311-cp311-win_amd64 and 1 more\.$/,
  });
});

test("a requirement on Python that means nothing forbids nothing", () => {
  const files = (requiresPython: string) => [
    { filename: "foo-1.0-py3-none-any.whl", url: "", requiresPython },
  ];
  const ranks = rankTags(compatibleTags(target));
  assert.equal(chooseFile({ entry, candidates: files(">=3.6.*"), target, ranks }).kind, "wheel");
  assert.throws(() => chooseFile({ entry, candidates: files(">=3.14"), target, ranks }), {
    code: "NO_WHEEL",
    message: /it requires Python >=3\.14/,
  });
});

test("a source distribution is taken only for what may be pure", () => {
  const sdist = ["foo-1.0.tar.gz"];
  assert.equal(choose([], {}, sdist).kind, "sdist");
  assert.equal(choose(["py2-none-any"], {}, sdist).kind, "sdist");
  assert.equal(choose(["py3-none-any"], {}, sdist).kind, "wheel");
  assert.equal(choose(["py3-none-any"], { accepts: "sdist" }, sdist).kind, "sdist");
  assert.throws(() => choose(["cp313-cp313-win_amd64"], {}, sdist), { code: "NO_WHEEL" });
  assert.throws(() => choose([], { accepts: "wheel" }, sdist), {
    code: "NO_WHEEL",
    message: /forbids to build/,
  });
});
