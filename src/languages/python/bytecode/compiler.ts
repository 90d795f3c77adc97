import { Buffer } from "node:buffer";
import { CooperError } from "../../../core/error.ts";
import { type RunResult, run, tryRun } from "../../../core/process.ts";
import { canonicalMarshal } from "./canonical-marshal.ts";

/** A module to be compiled. */
export interface ModuleSource {
  /** Absolute path in the image: tracebacks show it. */
  readonly path: string;
  readonly source: Uint8Array;
}

/** Compiles Python modules to `.pyc` files that are equal on every machine with the same CPython. */
export interface Compiler {
  /** Version of the bytecode, such as `3.11`. */
  readonly minor: string;
  /** What decides the result besides the sources. Part of the keys of layers. */
  readonly identity: string;
  /** One `.pyc` for each module, in order; nothing for a module that is no valid Python. */
  compile(modules: readonly ModuleSource[]): Promise<(Uint8Array | undefined)[]>;
}

/** For which Python a compiler is wanted, and where to look for one. */
export interface CompilerRequest {
  /** Version of the image's Python, such as `3.11.2`. */
  readonly version: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A CPython of this machine with the minor version of the image, since bytecode fits one minor version only
 * and each platform: `COOPER_PYTHON`, else `python3.11` and the like on the PATH. Fails with `NO_PYTHON`.
 */
export async function findCompiler(request: CompilerRequest): Promise<Compiler> {
  const minor = minorOf(request.version);
  const chosen = request.env.COOPER_PYTHON;
  const programs = chosen ? [chosen] : [`python${minor}`, "python3"];
  for (const program of programs) {
    const about = await askVersion(program, request);
    if (about?.startsWith(`cpython ${minor}.`)) return compilerOf({ program, minor, about }, request);
  }
  throw new CooperError(`bytecode for Python ${minor} needs CPython ${minor} on this machine`, {
    code: "NO_PYTHON",
    where: programs.join(", "),
    hint: `Install python${minor}, or name one with COOPER_PYTHON=/path/to/python${minor}, or build without bytecode: true.`,
  });
}

/** `cpython 3.11.2 final`; nothing where the program is missing or fails. */
async function askVersion(program: string, { env, signal }: CompilerRequest): Promise<string | undefined> {
  try {
    const answer: RunResult = await tryRun(program, [...flags, "-c", versionScript], { env, signal });
    return answer.status === 0 ? answer.stdout.trim() : undefined;
  } catch (error) {
    if (error instanceof CooperError) return undefined;
    throw error;
  }
}

/** Isolated from the environment, without `site`, silent about what it compiles. */
const flags = ["-I", "-S", "-B", "-W", "ignore"];

const versionScript =
  "import sys; v = sys.version_info; print(sys.implementation.name, '%d.%d.%d' % v[:3], v.releaselevel)";

/**
 * One line in, one line out. Version 2 of the marshal format has no back references: those of later versions
 * depend on which objects happen to be shared in the process that writes.
 */
const compileScript = `
import base64, json, marshal, sys
from importlib.util import MAGIC_NUMBER, source_hash
UNCHECKED_HASH = (1).to_bytes(4, "little")
for line in sys.stdin:
    path, source = json.loads(line)
    source = base64.b64decode(source)
    try:
        code = compile(source, path, "exec", dont_inherit=True, optimize=0)
    except (SyntaxError, ValueError, RecursionError):
        print()
        continue
    head = MAGIC_NUMBER + UNCHECKED_HASH + source_hash(source)
    print(base64.b64encode(head + marshal.dumps(code, 2)).decode("ascii"))
`;

import { minorOf } from "../minor-version.ts";

interface Interpreter {
  readonly program: string;
  readonly minor: string;
  /** As {@link askVersion} told it. */
  readonly about: string;
}

function compilerOf({ program, minor, about }: Interpreter, { env, signal }: CompilerRequest): Compiler {
  const options = { env: { ...env, PYTHONHASHSEED: "0" }, signal };
  return {
    minor,
    identity: about,
    compile: async (modules) => {
      const input = modules.map(({ path, source }) => {
        return `${JSON.stringify([path, Buffer.from(source).toString("base64")])}\n`;
      });
      const { stdout } = await run(program, [...flags, "-c", compileScript], {
        ...options,
        input: input.join(""),
      });
      const lines = stdout.split("\n");
      return modules.map((_, i) => (lines[i] ? finish(Buffer.from(lines[i], "base64")) : undefined));
    },
  };
}

/** Magic number, flags and hash of the source. Source: PEP 552. */
const headLength = 16;

function finish(pyc: Buffer): Uint8Array {
  const head = pyc.subarray(0, headLength);
  return Buffer.concat([head, canonicalMarshal(pyc.subarray(headLength))]);
}
