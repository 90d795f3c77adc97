import { openZipMember, type RandomAccess } from "../../../archive/zip-reader.ts";
import { collect } from "../../../core/stream.ts";
import type { Digest } from "../../../oci/digest.ts";
import type { BuildTools } from "../../../plan/builder.ts";
import type { PlannedFile } from "../install/planned-file.ts";
import type { Venv } from "../install/venv.ts";
import { bytecodeOf, type Module } from "./bytecode.ts";
import type { BytecodeFile } from "./bytecode-file.ts";
import type { Compiler } from "./compiler.ts";

/** The files of one wheel, and what compiles them. */
export interface WheelBytecodeRequest {
  readonly wheel: Digest;
  readonly files: readonly PlannedFile[];
  readonly zip: RandomAccess;
  readonly venv: Venv;
  readonly compiler: Compiler;
  readonly tools: BuildTools;
}

/** Sources of modules are smaller than this, in bytes. */
const moduleLimit = 64 * 2 ** 20;

/** The bytecode of the modules that a wheel puts into `site-packages`. */
export function wheelBytecode(request: WheelBytecodeRequest): Promise<BytecodeFile[]> {
  const { wheel, files, zip, venv, compiler, tools } = request;
  const modules = files.flatMap(({ path, content }): Module[] => {
    const isModule = path.endsWith(".py") && path.startsWith(`${venv.sitePackages}/`);
    if (!isModule || content.from !== "member") return [];
    const { member } = content;
    const read = () => collect(openZipMember(zip, member), moduleLimit, path);
    return [{ path, identity: member.sha256, read }];
  });
  return bytecodeOf({ scope: wheel, modules, compiler, tools });
}
