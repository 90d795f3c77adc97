import { once } from "node:events";
import type { Command } from "commander";
import type { CommandContext } from "../context.ts";
import { startFolder } from "../open.ts";

interface Options {
  readonly address: string;
  readonly readOnly?: boolean;
  readonly allowRemote?: boolean;
}

/** `cooper registry` */
export function registry(command: Command, context: CommandContext): void {
  command
    .command("serve")
    .description("be a registry (OCI distribution 1.1) whose content lies in the store")
    .option("--address <host:port>", "where to listen; port 0 takes any that is free", "127.0.0.1:5000")
    .option("--read-only", "refuse pushes and deletions")
    .option("--allow-remote", "listen where other machines can reach it: there are no passwords")
    .addHelpText(
      "after",
      `
What is pushed stays in the store until it is deleted: cooper cache gc leaves it alone. Docker takes 127.0.0.1 without
TLS; podman and skopeo want --tls-verify=false. Ctrl-C ends it.

Examples:
  cooper registry serve
  cooper registry serve --address 127.0.0.1:0 --read-only
  docker push 127.0.0.1:5000/team/todost:1.0      from another terminal
  skopeo copy --all --dest-tls-verify=false docker://alpine:3.20 docker://127.0.0.1:5000/alpine:3.20`,
    )
    .action((options: Options) => serve(command, context, options));
}

async function serve(command: Command, context: CommandContext, options: Options): Promise<void> {
  const { serveRegistry } = await import("../../api/registry-server.ts");
  const served = await serveRegistry({ ...options, start: startFolder(command, context), env: context.env });
  context.out(`${served.host}\n`);
  context.note(`${context.paintNote("green", "serving")} ${served.folder}; Ctrl-C ends it\n`);
  if (!context.signal.aborted) await once(context.signal, "abort");
  await served.close();
}
