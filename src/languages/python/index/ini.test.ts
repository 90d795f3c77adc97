import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseIni } from "./ini.ts";

test("a configuration file as people write it", () => {
  const ini = parseIni(
    [
      "; comment",
      "[global]",
      "index-url = https://index.example/simple?a=b",
      "EXTRA_index_url:",
      "    https://one.example/simple",
      "# comment between",
      "",
      "    https://two.example/simple",
      "no-index=false",
      "[install]",
      "find_links = /wheels",
      "[global]",
      "timeout = 5",
    ].join("\r\n"),
  );
  assert.deepEqual(
    [...ini].map(([name, options]) => [name, Object.fromEntries(options)]),
    [
      [
        "global",
        {
          "index-url": "https://index.example/simple?a=b",
          "extra-index-url": "\nhttps://one.example/simple\nhttps://two.example/simple",
          "no-index": "false",
          timeout: "5",
        },
      ],
      ["install", { "find-links": "/wheels" }],
    ],
  );
});

test("what is written is read, and any text is read without failing", () => {
  const name = fc.stringMatching(/^[a-z][a-z-]{0,8}$/);
  const value = fc.stringMatching(/^[!-~]([ -~]{0,10}[!-~])?$/);
  fc.assert(
    fc.property(fc.dictionary(name, value), (options) => {
      const text = Object.entries(options).map(([key, content]) => `${key} = ${content}`);
      const section = parseIni(["[s]", ...text].join("\n")).get("s");
      assert.deepEqual(Object.fromEntries(section ?? []), { ...options });
    }),
  );
  fc.assert(fc.property(fc.string(), (text) => assert.ok(parseIni(text))));
});
