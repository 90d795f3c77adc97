import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import { type TestContext, test } from "node:test";
import { listen } from "../../../../test/support/loopback.ts";
import { type GithubApi, openGithub } from "./github-api.ts";
import { openPullRequests } from "./open-pull-requests.ts";

/** A GitHub that answers with these in turn, the last one for ever. */
async function githubThat(t: TestContext, ...answers: RequestListener[]): Promise<GithubApi> {
  let count = 0;
  const server = createServer((request, response) => {
    const answer = answers[Math.min(count++, answers.length - 1)] as RequestListener;
    response.setHeader("content-type", "application/json");
    answer(request, response);
  });
  const host = await listen(t, server);
  const url = `http://${host}/api/v3/`;
  return openGithub({ env: { GITHUB_API_URL: url, GITHUB_TOKEN: "hush" } });
}

const says =
  (status: number, body: string, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    response.writeHead(status, headers).end(body);
const list = says(200, '[{ "number": 7 }]');

test("a base address with a path is kept, and requests say who asks for which version", async (t) => {
  const github = await githubThat(t, ({ url, headers }, response) => {
    assert.equal(url, "/api/v3/repos/team/mono/pulls?state=open&per_page=100");
    assert.match(headers["user-agent"] ?? "", /^cooper /);
    assert.equal(headers["x-github-api-version"], "2022-11-28");
    response.end("[]");
  });
  assert.deepEqual(await openPullRequests(github, "team/mono"), new Set());
});

test("a limit that passes soon is waited for", async (t) => {
  const busy = says(403, '{ "message": "You have exceeded a secondary rate limit" }', {
    "retry-after": "0.01",
  });
  const github = await githubThat(t, busy, list);
  assert.deepEqual(await openPullRequests(github, "team/mono"), new Set([7]));
});

test("a limit that lasts is told with its end", async (t) => {
  const reset = String(Math.ceil(Date.now() / 1000) + 1790);
  const limits = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset };
  const github = await githubThat(t, says(429, '{ "message": "API rate limit exceeded" }', limits), list);
  await assert.rejects(openPullRequests(github, "team/mono"), {
    code: "GITHUB_STATUS",
    message: "GitHub answered 429: API rate limit exceeded",
    hint: /again in 30 minutes/,
  });
});

test("a list that breaks off is asked for again, never taken for a short one", async (t) => {
  const lost: RequestListener = (_, response) => {
    response.writeHead(200, { "content-length": "100" }).write('[{ "number": 1 }');
    setImmediate(() => response.destroy());
  };
  assert.deepEqual(await openPullRequests(await githubThat(t, lost, list), "team/mono"), new Set([7]));
});

const odd: readonly [what: string, answer: RequestListener, expected: object][] = [
  ["a page of a proxy", says(200, "<html>", { "content-type": "text/html" }), { code: "GITHUB_PROTOCOL" }],
  ["JSON that is cut off", says(200, '[{ "numb'), { code: "GITHUB_PROTOCOL" }],
  ["409 is no end of a list", says(409, "{}"), { code: "GITHUB_STATUS", statusCode: 409 }],
  [
    "a next page elsewhere, which must not get the token",
    says(200, "[]", { link: '<http://elsewhere.example/2>; rel="next"' }),
    { code: "GITHUB_PROTOCOL", where: "http://elsewhere.example" },
  ],
];

for (const [what, answer, expected] of odd) {
  test(what, async (t) => {
    await assert.rejects(openPullRequests(await githubThat(t, answer), "team/mono"), (error: Error) => {
      assert.partialDeepStrictEqual({ ...error }, expected);
      assert.ok(!JSON.stringify(error).includes("hush"));
      return true;
    });
  });
}

test("a server that is not there is unreachable, not a failure of GitHub", async () => {
  const env = { GITHUB_API_URL: "http://127.0.0.1:1", GITHUB_TOKEN: "hush" };
  const github = await openGithub({ env, signal: AbortSignal.timeout(700) });
  await assert.rejects(openPullRequests(github, "team/mono"), { code: /^(UNREACHABLE|ABORT_ERR)$/ });
});
