import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { scriptedClient } from "./testing/scripted-client.ts";
import { complaint, type Step } from "./testing/scripted-registry.ts";

const first = "GET /v2/team/app/tags/list?n=1000";
const page = (...tags: string[]) => JSON.stringify({ name: "team/app", tags });

async function list(t: TestContext, steps: readonly Step[]): Promise<readonly string[]> {
  const { client, repository, registry } = await scriptedClient(t, steps);
  const tags = await Array.fromAsync(client.tags(repository));
  registry.finish();
  return tags;
}

for (const origin of ["", "{origin}"]) {
  test(`pages follow a Link that is ${origin === "" ? "relative" : "absolute"}`, async (t) => {
    const link = `<${origin}/v2/team/app/tags/list?n=1000&last=b>; rel="next"`;
    const steps = [
      { request: first, body: page("a", "b"), headers: { link } },
      { request: `${first}&last=b`, body: page("c") },
    ];
    assert.deepEqual(await list(t, steps), ["a", "b", "c"]);
  });
}

test("a page whose connection is lost half-way is asked for again, and no other", async (t) => {
  const link = "</v2/team/app/tags/list?n=1000&last=a>; rel=next";
  const steps = [
    { request: first, body: page("a"), headers: { link } },
    { request: `${first}&last=a`, body: page("b"), cutAfter: 4 },
    { request: `${first}&last=a`, body: page("b") },
  ];
  assert.deepEqual(await list(t, steps), ["a", "b"]);
});

test("a full page without a Link is followed by asking for what comes after", async (t) => {
  const tags = Array.from({ length: 1000 }, (_, i) => `t${i}`);
  const steps = [
    { request: first, body: page(...tags) },
    { request: `${first}&last=t999`, body: page("u") },
  ];
  assert.equal((await list(t, steps)).length, 1001);
});

test("a page that links to itself ends", async (t) => {
  const link = '</v2/team/app/tags/list?n=1000>; rel="next"';
  assert.deepEqual(await list(t, [{ request: first, body: page("a"), headers: { link } }]), ["a"]);
});

test("pages that link to each other are an error: the list may not be whole", async (t) => {
  const link = (last: string) => ({ link: `</v2/team/app/tags/list?n=1000&last=${last}>; rel="next"` });
  const steps = [
    { request: first, body: page("a"), headers: link("a") },
    { request: `${first}&last=a`, body: page("b"), headers: link("b") },
    { request: `${first}&last=b`, body: page("a"), headers: link("a") },
  ];
  await assert.rejects(list(t, steps), { code: "REGISTRY_PROTOCOL" });
});

test("a registry without pages that has as many tags as a page is asked twice, not for ever", async (t) => {
  const body = page(...Array.from({ length: 1000 }, (_, i) => `t${i}`));
  const steps = [
    { request: first, body },
    { request: `${first}&last=t999`, body },
  ];
  assert.equal(new Set(await list(t, steps)).size, 1000);
});

test("a page that is no document for its size is refused", async (t) => {
  const body = " ".repeat(9 * 2 ** 20);
  await assert.rejects(list(t, [{ request: first, body }]), {
    code: "TOO_LARGE",
    where: /tags\/list$/,
  });
});

test("a repository without tags has null", async (t) => {
  assert.deepEqual(await list(t, [{ request: first, body: '{"tags":null}' }]), []);
});

test("a repository that is not there, and a server that is no registry", async (t) => {
  await assert.rejects(list(t, [{ request: first, status: 404, body: complaint("NAME_UNKNOWN") }]), {
    code: "NO_SUCH_REPOSITORY",
  });
  await assert.rejects(list(t, [{ request: first, body: "<html>" }]), { code: "REGISTRY_PROTOCOL" });
});
