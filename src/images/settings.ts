import { defined } from "../core/defined.ts";
import type { HealthcheckConfig, ImageConfig, RunConfig } from "../oci/image-config.ts";
import type { HealthcheckSettings, ImageSettings } from "../oci/image-settings.ts";

/**
 * Changes in order over what a base says: absent properties stay, `env` and `labels` are merged by name. A new
 * entrypoint takes the base's `cmd` away, as it does in a Dockerfile: those were arguments of another program.
 */
export function mergeSettings(...settings: readonly ImageSettings[]): ImageSettings {
  return settings.reduce(change, {});
}

function change(lower: ImageSettings, upper: ImageSettings): ImageSettings {
  return {
    ...lower,
    ...defined(upper),
    cmd: upper.cmd ?? (upper.entrypoint ? undefined : lower.cmd),
    env: { ...lower.env, ...upper.env },
    labels: { ...lower.labels, ...upper.labels },
  };
}

/** What the config of an existing image says, to build upon. */
export function settingsOf({ config = {} }: ImageConfig): ImageSettings {
  return defined({
    entrypoint: config.Entrypoint,
    cmd: config.Cmd,
    env: config.Env && Object.fromEntries(config.Env.map(splitVariable)),
    labels: config.Labels,
    user: config.User || undefined,
    workdir: config.WorkingDir || undefined,
    ports: config.ExposedPorts && Object.keys(config.ExposedPorts),
    volumes: config.Volumes && Object.keys(config.Volumes),
    stopSignal: config.StopSignal,
    healthcheck: config.Healthcheck?.Test && healthcheckOf(config.Healthcheck, config.Healthcheck.Test),
  });
}

/** The part of an image config that says how to run; variables keep their order. */
export function runConfigOf(settings: ImageSettings): RunConfig {
  const { env = {}, labels = {}, ports = [], volumes = [], healthcheck } = settings;
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return defined({
    User: settings.user,
    ExposedPorts: setOf(ports.map((port) => (typeof port === "number" ? `${port}/tcp` : port))),
    Env: variables.length === 0 ? undefined : variables,
    Entrypoint: settings.entrypoint,
    Cmd: settings.cmd,
    Healthcheck: healthcheck && healthcheckConfig(healthcheck),
    Volumes: setOf(volumes),
    WorkingDir: settings.workdir,
    Labels: Object.keys(labels).length === 0 ? undefined : labels,
    StopSignal: settings.stopSignal,
  });
}

function splitVariable(variable: string): [string, string] {
  const at = variable.indexOf("=");
  return at < 0 ? [variable, ""] : [variable.slice(0, at), variable.slice(at + 1)];
}

function setOf(names: readonly string[]): Readonly<Record<string, object>> | undefined {
  return names.length === 0 ? undefined : Object.fromEntries(names.map((name) => [name, {}]));
}

function healthcheckOf(health: HealthcheckConfig, test: readonly string[]): HealthcheckSettings {
  const { Interval: interval, Timeout: timeout, StartPeriod: startPeriod, Retries: retries } = health;
  return defined({ test, interval, timeout, startPeriod, retries });
}

function healthcheckConfig(health: HealthcheckSettings): HealthcheckConfig {
  const {
    test: Test,
    interval: Interval,
    timeout: Timeout,
    startPeriod: StartPeriod,
    retries: Retries,
  } = health;
  return defined({ Test, Interval, Timeout, StartPeriod, Retries });
}
