import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { digestFromHex } from "../../../oci/digest.ts";
import { parseSimpleHtml } from "./simple-html.ts";
import { parseSimpleJson } from "./simple-json.ts";

const hex = "ab".repeat(32);
const pageUrl = "https://index.example/simple/foo/";

test("anchors of all kinds", () => {
  const html = `<!DOCTYPE html><html><head><base href="https://files.example/x/"></head><body>
    <!-- <a href="hidden-1.0.tar.gz">no</a> -->
    <a href="foo-1.0-py3-none-any.whl#sha256=${hex}" data-requires-python="&gt;=3.8,&lt;4">foo</a><br/>
    <A class='x' HREF='/a/foo-1.0.tar.gz#egg=foo&amp;sha256=${hex.toUpperCase()}' data-requires-python=">=3.7" data-yanked>foo</A>
    <a data-dist-info-metadata="sha256=00"
       href=https://other.example/foo%2Blocal-1.0.zip?x=1>x</a>
    <a name="no-href">x</a> <abbr title="a">x</abbr> <a href="http://[bad">x</a> <a
  </body></html>`;
  const digest = digestFromHex(hex);
  assert.deepEqual(parseSimpleHtml(html, pageUrl), [
    {
      filename: "foo-1.0-py3-none-any.whl",
      url: "https://files.example/x/foo-1.0-py3-none-any.whl",
      digest,
      requiresPython: ">=3.8,<4",
    },
    {
      filename: "foo-1.0.tar.gz",
      url: "https://files.example/a/foo-1.0.tar.gz",
      digest,
      requiresPython: ">=3.7",
    },
    {
      filename: "foo+local-1.0.zip",
      url: "https://other.example/foo%2Blocal-1.0.zip?x=1",
      digest: undefined,
      requiresPython: undefined,
    },
  ]);
});

test("without a base, links start at the page", () => {
  const [file] = parseSimpleHtml('<a href="../../files/a-1.tar.gz">a</a>', pageUrl);
  assert.equal(file?.url, "https://index.example/files/a-1.tar.gz");
});

test("a link with malformed percent-encoding keeps its name as it stands", () => {
  const [file] = parseSimpleHtml('<a href="foo-1.0%.zip">a</a>', pageUrl);
  assert.equal(file?.filename, "foo-1.0%.zip");
});

test("any text is a page", () => {
  const piece = fc.constantFrom(
    "<a ",
    "href=",
    '"',
    "'",
    ">",
    "</a>",
    "&#x110000;",
    "&amp;",
    "%",
    "#sha256=",
    " ",
    "x",
  );
  fc.assert(
    fc.property(fc.array(piece), (parts) => {
      assert.ok(Array.isArray(parseSimpleHtml(parts.join(""), pageUrl)));
    }),
  );
});

// Where an opening is looked at once for each of them, this takes half an hour.
test("a page of openings without an end is read in one pass, and hides nothing", () => {
  const file = '<a href="foo-1.0.tar.gz">';
  for (const opening of ["<!--", "<a ", '<a "', "<a '", "<base "]) {
    const found = parseSimpleHtml(`${file}${opening.repeat(200_000)}`, pageUrl);
    assert.equal(found[0]?.filename, "foo-1.0.tar.gz", opening);
  }
  const [found] = parseSimpleHtml('<a href="foo-1.0.tar.gz" data-requires-python="&constructor;">', pageUrl);
  assert.equal(found?.requiresPython, "&constructor;");
});

test("pages in JSON", () => {
  const text = JSON.stringify({
    meta: { "api-version": "1.3" },
    name: "foo",
    files: [
      {
        filename: "foo-1.0.tar.gz",
        url: "../f/foo-1.0.tar.gz",
        hashes: { sha256: hex },
        size: 5,
        yanked: "broken",
      },
      {
        filename: "foo-2.0.tar.gz",
        url: "https://f.example/foo-2.0.tar.gz",
        hashes: {},
        "requires-python": null,
      },
    ],
  });
  assert.deepEqual(parseSimpleJson(text, pageUrl), [
    {
      filename: "foo-1.0.tar.gz",
      url: "https://index.example/simple/f/foo-1.0.tar.gz",
      digest: digestFromHex(hex),
      size: 5,
      requiresPython: undefined,
    },
    {
      filename: "foo-2.0.tar.gz",
      url: "https://f.example/foo-2.0.tar.gz",
      digest: undefined,
      size: undefined,
      requiresPython: undefined,
    },
  ]);
  assert.throws(() => parseSimpleJson("{}", pageUrl));
  assert.throws(() => parseSimpleJson("<html>", pageUrl));
});
