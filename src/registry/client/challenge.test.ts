import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { challengeOf } from "./challenge.ts";

const bearer = { scheme: "bearer", realm: "https://auth.example/token", service: undefined, scopes: [] };

const cases: readonly [string | string[] | undefined, ReturnType<typeof challengeOf> | object][] = [
  ['Bearer realm="https://auth.example/token"', bearer],
  [
    'Bearer realm="https://auth.example/token",service="r.example",scope="repository:a/b:pull,push repository:c:pull"',
    { ...bearer, service: "r.example", scopes: ["repository:a/b:pull,push", "repository:c:pull"] },
  ],
  ["bearer realm=https://auth.example/token , service = r", { ...bearer, service: "r" }],
  ['Bearer realm="https://auth.example/\\"t"', { ...bearer, realm: 'https://auth.example/"t' }],
  ['Basic realm="x"', { scheme: "basic" }],
  ['Basic realm="x", Bearer realm="https://auth.example/token"', bearer],
  [['Basic realm="x"', 'Bearer realm="https://auth.example/token"'], bearer],
  ["Basic", { scheme: "basic" }],
];

for (const [header, challenge] of cases) {
  test(`the challenge of ${header}`, () => assert.deepEqual(challengeOf(header), challenge));
}

for (const header of [undefined, "", 'Digest realm="x", nonce="y"', "Bearer", "Bearer scope=x"]) {
  test(`there is nothing to answer in ${header}`, () => assert.equal(challengeOf(header), undefined));
}

test("no header makes it fail", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (header) => void challengeOf(header)));
});
