import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import { run, tryRun } from "../../src/core/process.ts";
import { lackingArm64 } from "./support/arm64.ts";
import { checkout } from "./support/cooper.ts";
import { type Lack, lackingCompilers } from "./support/tools.ts";

const noCompilers = await lackingCompilers("x86_64-linux-gnu-gcc", "aarch64-linux-gnu-gcc");
const noArm64 = await lackingArm64();
const noAmd64: Lack = process.arch === "x64" ? false : "amd64 programs do not run here";

test("the committed probes equal a fresh build", { skip: noCompilers }, async () => {
  await run("make", ["-C", join(checkout, "probe"), "check"]);
});

/** What a listener does with a connection. */
type Manner = (socket: Socket) => void;

/** Waits for the whole request: who answers earlier and closes resets the connection. */
function onRequest(answer: (socket: Socket, request: string) => void): Manner {
  return (socket) => {
    let request = "";
    socket.on("data", (chunk) => {
      request += chunk;
      if (request.endsWith("\r\n\r\n")) answer(socket, request);
    });
  };
}

const answers = (text: string) => onRequest((socket) => socket.end(text));
const status = (line: string) => answers(`HTTP/1.1 ${line}\r\nContent-Length: 2\r\n\r\nok`);

/** Says 200 to a proper request for `/health`, and 400 to all others. */
const strict = onRequest((socket, request) => {
  const proper = /^GET \/health HTTP\/1\.1\r\nHost: localhost\r\n([\w-]+: \S+\r\n)*\r\n$/.test(request);
  socket.end(`HTTP/1.1 ${proper ? "200 OK" : "400 Bad Request"}\r\n\r\n`);
});

interface Case {
  readonly name: string;
  readonly manner: Manner;
  readonly host?: string;
  readonly args?: (port: string) => readonly string[];
  readonly ends: readonly [status: number, says: string];
}

const http = (port: string) => ["http", port, "/health"];
const tcp = (port: string) => ["tcp", port];

const cases: readonly Case[] = [
  { name: "200", manner: status("200 OK"), ends: [0, "HTTP/1.1 200"] },
  { name: "a strict server", manner: strict, ends: [0, "HTTP/1.1 200"] },
  {
    name: "204 without a body",
    manner: answers("HTTP/1.1 204 No Content\r\n\r\n"),
    ends: [0, "HTTP/1.1 204"],
  },
  { name: "a redirect", manner: status("302 Found"), ends: [0, "HTTP/1.1 302"] },
  { name: "404", manner: status("404 Not Found"), ends: [1, "HTTP/1.1 404"] },
  { name: "503", manner: status("503 Service Unavailable"), ends: [1, "HTTP/1.1 503"] },
  { name: "an old server", manner: answers("HTTP/1.0 200 OK\r\n\r\n"), ends: [0, "HTTP/1.0 200"] },
  { name: "what is not HTTP", manner: answers("+PONG and more\r\n"), ends: [1, "the answer is not HTTP"] },
  { name: "a half answer", manner: answers("HTTP/1.1"), ends: [1, "no answer to the request"] },
  {
    name: "a closed connection",
    manner: onRequest((socket) => socket.destroy()),
    ends: [1, "no answer to the request"],
  },
  { name: "a listener on IPv6 only", manner: status("200 OK"), host: "::1", ends: [0, "HTTP/1.1 200"] },
  { name: "a port that accepts", manner: (socket) => socket.resume(), args: tcp, ends: [0, "connected"] },
];

const usage = "usage: probe tcp PORT | probe http PORT PATH";
const wrongUsage: readonly (readonly string[])[] = [
  [],
  ["tcp"],
  ["tcp", "0"],
  ["tcp", "65536"],
  ["tcp", "80a"],
  ["http", "80"],
  ["http", "80", "health"],
  ["udp", "80", "extra", "words"],
];

/** Listens on a free port of loopback while `use` runs. */
async function listening(server: Server, host: string, use: (port: string) => Promise<void>): Promise<void> {
  server.on("connection", (socket) => socket.on("error", () => {}));
  server.listen({ host, port: 0, ipv6Only: host === "::1" });
  await once(server, "listening");
  try {
    await use(String((server.address() as AddressInfo).port));
  } finally {
    server.close();
  }
}

/** A port on which nobody listens: one that was free a moment ago. */
async function closedPort(): Promise<string> {
  let port = "";
  await listening(createServer(), "127.0.0.1", async (free) => {
    port = free;
  });
  return port;
}

for (const [architecture, skip] of [
  ["amd64", noAmd64],
  ["arm64", noArm64],
] as const) {
  const probe = join(checkout, "probe", "bin", `probe-${architecture}`);

  async function expect(args: readonly string[], [status, says]: Case["ends"]): Promise<void> {
    const result = await tryRun(probe, args);
    assert.deepEqual({ status: result.status, says: result.stdout }, { status, says: `${says}\n` });
  }

  describe(`the probe for ${architecture}`, { skip }, () => {
    for (const { name, manner, host = "127.0.0.1", args = http, ends } of cases) {
      test(`${name}: status ${ends[0]}`, () =>
        listening(createServer(manner), host, (port) => expect(args(port), ends)));
    }

    test("no listener: status 1", async () => {
      const port = await closedPort();
      for (const args of [http(port), tcp(port)]) {
        await expect(args, [1, "nothing accepts connections on the port"]);
      }
    });

    for (const args of wrongUsage) {
      test(`probe ${args.join(" ")}: wrong usage, status 2`, () => expect(args, [2, usage]));
    }
  });
}
