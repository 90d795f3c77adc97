import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { tryRun } from "../src/core/process.ts";
import { Skipped } from "./benchmark.ts";

/** Runs a task with Docker; starts a daemon where none answers, and ends it. Throws {@link Skipped} without Docker. */
export async function withDocker<T>(folder: string, task: () => Promise<T>): Promise<T> {
  if (await answers()) return task();
  const daemon = spawn("dockerd", ["--data-root", join(folder, "docker")], { stdio: "ignore" });
  const ended = once(daemon, "exit").catch(() => {});
  try {
    for (let tries = 0; tries < 60; tries += 1) {
      if (await answers()) return await task();
      await Promise.race([delay(500), ended]);
    }
    throw new Skipped("no Docker answers, and none can be started");
  } finally {
    daemon.kill();
    await ended;
  }
}

async function answers(): Promise<boolean> {
  const result = await tryRun("docker", ["version"]).catch(() => undefined);
  return result?.status === 0;
}
