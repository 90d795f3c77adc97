import type { Buffer } from "node:buffer";
import type { Digest } from "./digest.ts";
import { parseDocument, writeDocument } from "./document.ts";
import {
  count,
  digest,
  flag,
  list,
  map,
  object,
  only,
  optional,
  type Shape,
  text,
  withDefault,
} from "./shape.ts";

/** How an image runs and what it is made of. Source: OCI image specification, config.md. Names are those of the JSON. */
export interface ImageConfig {
  /** RFC 3339. */
  readonly created?: string;
  readonly author?: string;
  readonly architecture: string;
  readonly os: string;
  readonly variant?: string;
  readonly config?: RunConfig;
  readonly rootfs: RootFs;
  readonly history?: readonly History[];
}

/** The files of an image. */
export interface RootFs {
  readonly type: "layers";
  /** Digests of the uncompressed tars, lowest first. */
  readonly diff_ids: readonly Digest[];
}

/** How one layer, or a change of the config alone, came about. */
export interface History {
  readonly created?: string;
  readonly created_by?: string;
  readonly author?: string;
  readonly comment?: string;
  readonly empty_layer?: boolean;
}

/** What a container of the image gets where whoever starts it says nothing else. */
export interface RunConfig {
  readonly User?: string;
  /** Such as `8000/tcp`. */
  readonly ExposedPorts?: Readonly<Record<string, object>>;
  /** `NAME=value`. */
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Healthcheck?: HealthcheckConfig;
  readonly Volumes?: Readonly<Record<string, object>>;
  readonly WorkingDir?: string;
  readonly Labels?: Readonly<Record<string, string>>;
  readonly StopSignal?: string;
  readonly Shell?: readonly string[];
}

/** Docker's extension. Durations in nanoseconds. Source: moby, image specification, HealthcheckConfig. */
export interface HealthcheckConfig {
  /** `["CMD", program, ...arguments]`, `["CMD-SHELL", line]` or `["NONE"]`. */
  readonly Test?: readonly string[];
  readonly Interval?: number;
  readonly Timeout?: number;
  readonly StartPeriod?: number;
  readonly Retries?: number;
}

/** Parses raw bytes; throws `BAD_CONFIG`. `where` says in errors which image it is. */
export function parseImageConfig(raw: Uint8Array, where?: string): ImageConfig {
  return parseDocument(raw, shape, { name: "image config", code: "BAD_CONFIG", where });
}

/** The bytes of a config of our own. Never used for one that was received. */
export function writeImageConfig(config: ImageConfig): Buffer {
  return writeDocument(config, shape);
}

const texts = list(text);
/** Go's way to write a set: keys with empty objects. */
const set: Shape<Readonly<Record<string, object>>> = map(object<object>({}));

const healthcheck = object<HealthcheckConfig>({
  Test: optional(texts),
  Interval: optional(count),
  Timeout: optional(count),
  StartPeriod: optional(count),
  Retries: optional(count),
});

const runConfig = object<RunConfig>({
  User: optional(text),
  ExposedPorts: optional(set),
  Env: optional(texts),
  Entrypoint: optional(texts),
  Cmd: optional(texts),
  Healthcheck: optional(healthcheck),
  Volumes: optional(set),
  WorkingDir: optional(text),
  Labels: optional(map(text)),
  StopSignal: optional(text),
  Shell: optional(texts),
});

const history = object<History>({
  created: optional(text),
  created_by: optional(text),
  author: optional(text),
  comment: optional(text),
  empty_layer: optional(flag),
});

const shape = object<ImageConfig>({
  created: optional(text),
  author: optional(text),
  architecture: text,
  os: text,
  variant: optional(text),
  config: optional(runConfig),
  rootfs: object<RootFs>({ type: only("layers"), diff_ids: withDefault(list(digest), []) }),
  history: optional(list(history)),
});
