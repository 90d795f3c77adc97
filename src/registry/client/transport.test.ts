import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { inspect } from "node:util";
import { CooperError } from "../../core/error.ts";
import { bytesOf } from "../../core/stream.ts";
import { digestOf } from "../../oci/digest.ts";
import type { Credential } from "./credential.ts";
import { openRegistry } from "./open-registry.ts";
import { QuickTiming } from "./testing/quick-timing.ts";
import { scriptedClient } from "./testing/scripted-client.ts";
import { complaint, type Seen, type Step, scriptedRegistry } from "./testing/scripted-registry.ts";

const digest = digestOf("x");
const head = `HEAD /v2/team/app/blobs/${digest}`;
const password: Credential = { kind: "password", username: "bob", password: "hunter22" };
const service = "service=registry.example";
const token = (scope = "repository:team/app:pull", account = "&account=bob"): string =>
  `GET /token?${service}&scope=${scope}${account}`;
const challenge = (scope = "repository:team/app:pull"): Partial<Step> => ({
  status: 401,
  headers: {
    "www-authenticate": `Bearer realm="{origin}/token",service="registry.example",scope="${scope}"`,
  },
  body: complaint("UNAUTHORIZED", "authentication required"),
});
const bearer =
  (value: string) =>
  ({ headers }: Seen) =>
    assert.equal(headers.authorization, `Bearer ${value}`);
const granted = (value: string, more = {}) => JSON.stringify({ token: value, ...more });

async function ask(
  t: TestContext,
  steps: readonly Step[],
  credential?: Credential,
  times = 1,
): Promise<void> {
  const { client, repository, registry } = await scriptedClient(t, steps, credential);
  for (let i = 0; i < times; i += 1) await client.hasBlob(repository, digest);
  registry.finish();
}

test("nothing is sent before the registry asks", async (t) => {
  await ask(
    t,
    [{ request: head, check: ({ headers }) => assert.equal(headers.authorization, undefined) }],
    password,
  );
});

test("a token is fetched with the password and kept for the scope", async (t) => {
  const check = ({ headers }: Seen) => assert.equal(headers.authorization, "Basic Ym9iOmh1bnRlcjIy");
  const steps = [
    { request: head, ...challenge() },
    { request: token(), body: granted("t1"), check },
    { request: head, check: bearer("t1") },
    { request: head, check: bearer("t1") },
  ];
  await ask(t, steps, password, 2);
});

test("a token whose connection is lost half-way is asked for again", async (t) => {
  const steps = [
    { request: head, ...challenge() },
    { request: token(undefined, ""), body: granted("t1"), cutAfter: 5 },
    { request: token(undefined, ""), body: granted("t2") },
    { request: head, check: bearer("t2") },
  ];
  await ask(t, steps);
});

test("without a login an anonymous token is fetched", async (t) => {
  const check = ({ headers }: Seen) => assert.equal(headers.authorization, undefined);
  await ask(t, [
    { request: head, ...challenge() },
    { request: token(undefined, ""), body: JSON.stringify({ access_token: "t1" }), check },
    { request: head, check: bearer("t1") },
  ]);
});

test("one denial of the token server is not believed, as GHCR's comes and goes; two are", async (t) => {
  const denied = { request: token(), status: 403, body: complaint("DENIED") };
  const begin = { request: head, ...challenge() };
  const granting = { request: token(), body: granted("t1") };
  await ask(t, [begin, denied, granting, { request: head, check: bearer("t1") }], password);
  await assert.rejects(ask(t, [begin, denied, denied], password), { code: "REGISTRY_DENIED" });
});

test("a refresh token goes by POST and nowhere else", async (t) => {
  const check = ({ body, headers }: Seen) => {
    assert.equal(headers.authorization, undefined);
    assert.deepEqual(Object.fromEntries(new URLSearchParams(String(body))), {
      grant_type: "refresh_token",
      client_id: "cooper",
      refresh_token: "r",
      service: "registry.example",
      scope: "repository:team/app:pull",
    });
  };
  const steps = [
    { request: head, ...challenge() },
    { request: "POST /token", body: granted("t1"), check },
    { request: head, check: bearer("t1") },
  ];
  await ask(t, steps, { kind: "identity", token: "r" });
});

test("a refresh token is not sent on to another host", async (t) => {
  const elsewhere = await scriptedRegistry(t, []);
  const headers = { location: `${elsewhere.origin}/token` };
  const steps = [
    { request: head, ...challenge() },
    { request: "POST /token", status: 307, headers },
  ];
  await assert.rejects(ask(t, steps, { kind: "identity", token: "hunter22" }), { code: "REGISTRY_PROTOCOL" });
  elsewhere.finish();
});

test("Basic is answered with the password", async (t) => {
  const steps = [
    { request: head, status: 401, headers: { "www-authenticate": 'Basic realm="r"' } },
    {
      request: head,
      check: ({ headers }: Seen) => assert.equal(headers.authorization, "Basic Ym9iOmh1bnRlcjIy"),
    },
  ];
  await ask(t, steps, password);
});

test("a token that the registry has forgotten is renewed once", async (t) => {
  const steps = [
    { request: head, ...challenge() },
    { request: token(), body: granted("t1") },
    { request: head },
    { request: head, ...challenge(), check: bearer("t1") },
    { request: token(), body: granted("t2") },
    { request: head, check: bearer("t2") },
  ];
  await ask(t, steps, password, 2);
});

test("a token is renewed before it ends", async (t) => {
  const { client, repository, registry, timing } = await scriptedClient(
    t,
    [
      { request: head, ...challenge() },
      { request: token(), body: granted("t1", { expires_in: 300 }) },
      { request: head, check: bearer("t1") },
      { request: head, check: bearer("t1") },
      { request: token(), body: granted("t2") },
      { request: head, check: bearer("t2") },
    ],
    password,
  );
  for (const seconds of [0, 265, 10]) {
    timing.pass(seconds * 1000);
    await client.hasBlob(repository, digest);
  }
  registry.finish();
});

test("a scope that the registry wants on top is asked for", async (t) => {
  const more = "repository:team/app:pull repository:team/extra:pull";
  const steps = [
    { request: head, ...challenge() },
    { request: token(), body: granted("t1") },
    { request: head, ...challenge(more) },
    { request: token("repository:team/app:pull&scope=repository:team/extra:pull"), body: granted("t2") },
    { request: head, check: bearer("t2") },
  ];
  await ask(t, steps, password);
});

test("requests at the same time share one token", async (t) => {
  const { client, repository, registry } = await scriptedClient(
    t,
    [
      { request: head, ...challenge() },
      { request: token(), body: granted("t1") },
      ...Array.from({ length: 4 }, () => ({ request: head, check: bearer("t1") })),
    ],
    password,
  );
  await client.hasBlob(repository, digest);
  await Promise.all([1, 2, 3].map(() => client.hasBlob(repository, digest)));
  registry.finish();
});

test("401 in the middle of an upload: a new token, and the bytes again", async (t) => {
  const content = "x";
  const push = "repository:team/app:pull,push";
  const put = `PUT /v2/team/app/blobs/uploads/1?digest=${digest}`;
  const { client, repository, registry } = await scriptedClient(
    t,
    [
      { request: head, status: 404 },
      { request: "POST /v2/team/app/blobs/uploads/", ...challenge(push) },
      { request: token(push), body: granted("t1") },
      {
        request: "POST /v2/team/app/blobs/uploads/",
        status: 202,
        headers: { location: "/v2/team/app/blobs/uploads/1" },
        check: bearer("t1"),
      },
      { request: put, ...challenge(push) },
      { request: token(push), body: granted("t2") },
      {
        request: put,
        status: 201,
        check: (seen) => {
          bearer("t2")(seen);
          assert.equal(String(seen.body), content);
        },
      },
    ],
    password,
  );
  const descriptor = { mediaType: "a/b", digest, size: 1 };
  await client.pushBlob(repository, descriptor, () => bytesOf(content));
  registry.finish();
});

test("a mount asks for both repositories", async (t) => {
  const both = "repository:team/app:pull,push&scope=repository:team/base:pull";
  const mount = `POST /v2/team/app/blobs/uploads/?mount=${digest}&from=team/base`;
  const { client, repository, registry } = await scriptedClient(t, [
    { request: head, status: 404 },
    { request: mount, ...challenge("repository:team/app:pull,push") },
    { request: token(both, ""), body: granted("t1") },
    { request: mount, status: 201, check: bearer("t1") },
  ]);
  const mountFrom = [{ ...repository, repository: "team/base" }];
  await client.pushBlob(repository, { mediaType: "a/b", digest, size: 1 }, () => bytesOf("x"), { mountFrom });
  registry.finish();
});

/** What a person would read of a failure, and what a debugger would show. */
function allOf(error: unknown): string {
  return `${inspect(error, { depth: 9 })} ${JSON.stringify(error)}`;
}

const failures: readonly (readonly [string, readonly Step[], Credential | undefined, string, RegExp])[] = [
  [
    "a wrong password",
    [
      { request: head, ...challenge() },
      { request: token(), status: 401, body: complaint("UNAUTHORIZED", "bad password hunter22") },
    ],
    password,
    "REGISTRY_UNAUTHORIZED",
    /refused the login from ~\/\.docker\/config\.json/,
  ],
  [
    "an expired refresh token",
    [
      { request: head, ...challenge() },
      { request: "POST /token", status: 400, body: '{"details":"token hunter22 expired"}' },
    ],
    { kind: "identity", token: "hunter22" },
    "REGISTRY_UNAUTHORIZED",
    /refused the login from ~\/\.docker\/config\.json/,
  ],
  [
    "no login",
    [{ request: head, status: 401, headers: { "www-authenticate": "Basic" } }],
    undefined,
    "REGISTRY_UNAUTHORIZED",
    /credentials: none/,
  ],
  [
    "a token that does not help",
    [
      { request: head, ...challenge() },
      { request: token(), body: granted("hunter22-token") },
      { request: head, ...challenge() },
    ],
    password,
    "REGISTRY_UNAUTHORIZED",
    /refused the login/,
  ],
  [
    "a registry that wants one scope more each time",
    [
      { request: head, ...challenge("s1") },
      ...["s1", "s2", "s3"].flatMap((last, i, all) => [
        {
          request: token(["repository:team/app:pull", ...all.slice(0, i), last].join("&scope=")),
          body: granted("t"),
        },
        { request: head, ...challenge(`s${i + 2}`) },
      ]),
    ],
    password,
    "REGISTRY_UNAUTHORIZED",
    /refused the login/,
  ],
  [
    "a code that would write on the terminal",
    [{ request: head, status: 403, body: complaint("\u001b[31mX", "\u001b[31mno") }],
    password,
    "REGISTRY_DENIED",
    /^\P{Cc}*$/u,
  ],
  [
    "a token server that is none of the web",
    [{ request: head, status: 401, headers: { "www-authenticate": 'Bearer realm="file:///etc/passwd"' } }],
    password,
    "REGISTRY_PROTOCOL",
    /of no web server/,
  ],
  [
    "a login without the right",
    [{ request: head, status: 403, body: complaint("DENIED") }],
    password,
    "REGISTRY_DENIED",
    /denies this/,
  ],
  [
    "a token server in the clear on another host",
    [{ request: head, status: 401, headers: { "www-authenticate": 'Bearer realm="http://evil.example/t"' } }],
    password,
    "REGISTRY_PROTOCOL",
    /without TLS/,
  ],
  [
    "a token server that gives none",
    [
      { request: head, ...challenge() },
      { request: token(), body: '{"token":""}' },
    ],
    password,
    "REGISTRY_PROTOCOL",
    /no token/,
  ],
];

for (const [name, steps, credential, code, message] of failures) {
  test(`${name}: the error names the registry and a remedy, and no secret`, async (t) => {
    await assert.rejects(ask(t, steps, credential), (error) => {
      assert.ok(error instanceof CooperError);
      assert.equal(error.code, code);
      assert.match(error.message, message);
      assert.ok(error.hint);
      assert.match(`${error.message} ${error.where}`, /127\.0\.0\.1|evil\.example/);
      assert.doesNotMatch(allOf(error), /hunter22|Ym9iOmh1bnRlcjIy/);
      return true;
    });
  });
}

test("a helper that fails is named where a login would have been needed", async (t) => {
  const registry = await scriptedRegistry(t, [
    { request: head },
    { request: head, status: 401, headers: { "www-authenticate": "Basic" } },
  ]);
  const find = () => Promise.reject(new Error("docker-credential-desktop is not on this machine's PATH"));
  const client = openRegistry({ env: {}, credentials: { find } }, new QuickTiming());
  const repository = { registry: registry.host, repository: "team/app" };
  assert.equal(await client.hasBlob(repository, digest), true);
  await assert.rejects(client.hasBlob(repository, digest), { hint: /docker-credential-desktop is not/ });
});

test("429 keeps everybody away from the registry until the time that it named", async (t) => {
  const steps = [
    { request: head, status: 429, headers: { "retry-after": "9" } },
    { request: head },
    { request: head },
  ];
  const { client, repository, timing, registry } = await scriptedClient(t, steps);
  await client.hasBlob(repository, digest);
  assert.deepEqual(timing.waits, [9000]);
  await client.hasBlob(repository, digest);
  registry.finish();
});

test("a registry that fails all the time is not stormed", async (t) => {
  const steps = Array.from({ length: 200 }, () => ({ request: head, status: 503 }));
  const { client, repository, timing } = await scriptedClient(t, steps);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 30 }, () => client.hasBlob(repository, digest)),
  );
  assert.ok(outcomes.every(({ status }) => status === "rejected"));
  assert.ok(timing.waits.length <= 60, `${timing.waits.length} second tries`);
});

test("a redirect in a circle ends", async (t) => {
  const circle = { request: head, status: 307, headers: { location: `/v2/team/app/blobs/${digest}` } };
  await assert.rejects(
    ask(
      t,
      Array.from({ length: 11 }, () => circle),
    ),
    { code: "REGISTRY_PROTOCOL" },
  );
});

test("a host that cannot be one is refused before anything is sent", async () => {
  const client = openRegistry({ env: {}, credentials: { find: async () => undefined } }, new QuickTiming());
  const repository = { registry: "exa mple", repository: "team/app" };
  await assert.rejects(client.hasBlob(repository, digest), { code: "BAD_REGISTRY" });
});
