import { groupItems } from "../../../layers/group-by-size.ts";
import { keyOf } from "../../../layers/layer-key.ts";
import type { LayerEntry, LayerSpec } from "../../../layers/spec.ts";
import type { BuildTools } from "../../../plan/builder.ts";
import type { BytecodeFile } from "../bytecode/bytecode-file.ts";
import type { Compiler } from "../bytecode/compiler.ts";
import { wheelBytecode } from "../bytecode/wheel-bytecode.ts";
import type { ResolvedWheel } from "../requirements/resolved.ts";
import { installWheel } from "./install-wheel.ts";
import { planWheel } from "./planned-file.ts";
import type { Venv } from "./venv.ts";
import { readWheel } from "./wheel-contents.ts";
import { wheelAccess } from "./wheel-file.ts";

/** Goes up when equal wheels begin to be installed as other bytes. */
const recipeVersion = 1;

/**
 * Pulls of an image take some 40 ms a layer, so that a layer has to save more than that when its neighbours
 * change: large wheels lie alone, small ones share a third of the layers.
 */
const grouping = { maxLayers: 12, aloneFrom: 2_000_000 };

/** A wheel and how large it is when installed. */
export interface WeighedWheel {
  readonly wheel: ResolvedWheel;
  /** Bytes of its files. */
  readonly unpacked: number;
}

/** Wheels of one image, and the venv they go into. */
export interface WheelLayersRequest {
  readonly wheels: readonly WeighedWheel[];
  readonly venv: Venv;
  /** Absent where no bytecode is wanted. */
  readonly compiler?: Compiler | undefined;
  readonly tools: BuildTools;
}

/** The layers into which wheels are installed; wheels are not read before the entries are asked for. */
export function wheelLayers(request: WheelLayersRequest): LayerSpec[] {
  const items = request.wheels.map(({ wheel, unpacked }) => ({ name: wheel.name, size: unpacked, wheel }));
  return groupItems(items, grouping).map((group) =>
    wheelLayer(
      group.map(({ wheel }) => wheel),
      request,
    ),
  );
}

function wheelLayer(wheels: readonly ResolvedWheel[], request: WheelLayersRequest): LayerSpec {
  const { root, minor } = request.venv;
  return {
    name: nameOf(wheels),
    key: keyOf({
      recipe: "python-wheels",
      version: recipeVersion,
      wheels: wheels.map(({ filename, digest }) => [filename, digest]),
      venv: { root, minor },
      compiler: request.compiler?.identity,
    }),
    entries: async () => {
      const lists: LayerEntry[][] = [];
      for (const wheel of wheels) lists.push(await wheelEntries(wheel, request));
      return firstOfEachPath(lists.flat());
    },
  };
}

/** `cryptography 45.0.1`, or `requests, urllib3 and 4 more`. */
function nameOf(wheels: readonly ResolvedWheel[]): string {
  const [first, second] = wheels;
  if (first && !second) return `${first.name} ${first.version}`;
  const names = wheels.map(({ name }) => name);
  const more = names.length - 2;
  return more > 0 ? `${names.slice(0, 2).join(", ")} and ${more} more` : names.join(", ");
}

async function wheelEntries(wheel: ResolvedWheel, request: WheelLayersRequest): Promise<LayerEntry[]> {
  const { venv, compiler, tools } = request;
  const { filename, digest } = wheel;
  const contents = await readWheel(wheel, tools);
  const files = planWheel({ contents, venv, filename });
  const zip = await wheelAccess(tools.blobs, digest);
  const bytecode: readonly BytecodeFile[] = compiler
    ? await wheelBytecode({ wheel: digest, files, zip, venv, compiler, tools })
    : [];
  return installWheel({ wheel: digest, venv, distInfo: contents.distInfo, files, bytecode, zip });
}

/** Packages may bring one path with equal bytes (see conflicts.ts); a layer has it once. */
function firstOfEachPath(entries: readonly LayerEntry[]): LayerEntry[] {
  const byPath = new Map<string, LayerEntry>();
  for (const entry of entries) if (!byPath.has(entry.path)) byPath.set(entry.path, entry);
  return [...byPath.values()];
}
