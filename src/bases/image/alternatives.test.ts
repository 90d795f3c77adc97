import assert from "node:assert/strict";
import { test } from "node:test";
import { alternativeLibrary, alternativeLink, chosenAlternatives } from "./alternative-links.ts";
import { readAlternatives } from "./alternatives.ts";

test("calls over several lines, quiet ones, and links that go with others", () => {
  const script = `#!/bin/sh
set -e
if [ "$1" = "configure" ]; then
	update-alternatives --quiet --install /usr/bin/awk awk \\
	    "/usr/bin/zawk" 5 \\
	    --slave /usr/bin/nawk nawk /usr/bin/zawk
fi
# update-alternatives --install /usr/bin/no no /usr/bin/zno 1
update-alternatives --remove old /usr/bin/zold
`;
  assert.deepEqual(readAlternatives(script), [
    { link: "/usr/bin/awk", target: "/usr/bin/zawk", priority: 5 },
    { link: "/usr/bin/nawk", target: "/usr/bin/zawk", priority: 5 },
  ]);
});

test("variables and loops over fixed words", () => {
  const script = `home=/usr/lib/jvm/z
level=17
tools='run key'
for tool in $tools; do
  update-alternatives --install /usr/bin/$tool $tool \${home}/bin/$tool $level $more
done
for name in a b; do
  update-alternatives --install /usr/bin/$name $name /usr/bin/$name-z 3; done
`;
  assert.deepEqual(
    readAlternatives(script).map(({ link, target, priority }) => `${link} ${target} ${priority}`),
    [
      "/usr/bin/run /usr/lib/jvm/z/bin/run 17",
      "/usr/bin/key /usr/lib/jvm/z/bin/key 17",
      "/usr/bin/a /usr/bin/a-z 3",
      "/usr/bin/b /usr/bin/b-z 3",
    ],
  );
});

test("what the script takes from elsewhere offers nothing", () => {
  const calls = [
    'update-alternatives --install "$1" $2 $3 $4',
    "update-alternatives --install /a a $(which b) x",
  ];
  assert.deepEqual(readAlternatives(calls.join("\n")), []);
  assert.deepEqual(readAlternatives(""), []);
});

test("the highest priority is taken, of equal ones the first, whatever /bin a link is named by", () => {
  const offer = (link: string, target: string, priority: number) => ({ link, target, priority });
  const chosen = chosenAlternatives([
    offer("/usr/bin/nc", "/bin/nc.first", 50),
    offer("/bin/nc", "/bin/nc.second", 50),
    offer("/usr/bin/awk", "/usr/bin/mawk", 5),
    offer("/usr/bin/awk", "/usr/bin/gawk", 10),
  ]);
  assert.deepEqual(
    chosen.map((one) => [alternativeLink(one).path, one.target]),
    [
      ["usr/bin/awk", "/usr/bin/gawk"],
      ["usr/bin/nc", "/bin/nc.first"],
    ],
  );
});

test("the linker's cache knows a library by its alternative", () => {
  const link = "/usr/lib/aarch64-linux-gnu/libblas.so.3";
  const library = { link, target: "/usr/lib/aarch64-linux-gnu/blas/libblas.so.3", priority: 10 };
  assert.deepEqual(alternativeLibrary(library, "arm64"), [
    { soname: "libblas.so.3", path: "/lib/aarch64-linux-gnu/libblas.so.3", machine: "AArch64" },
  ]);
  assert.deepEqual(alternativeLibrary({ ...library, link: "/usr/bin/awk" }, "arm64"), []);
});
