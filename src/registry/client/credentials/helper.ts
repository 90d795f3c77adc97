import { CooperError } from "../../../core/error.ts";
import { longestSilence } from "../../../core/http-silence.ts";
import { tryRun } from "../../../core/process.ts";
import type { Credential } from "../credential.ts";
import { asCredential } from "./auth-file.ts";

/** A program `docker-credential-<name>` that keeps logins. Source: docker-credential-helpers, README.md, "Development". */
export class CredentialHelper {
  readonly program: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor(name: string, env: NodeJS.ProcessEnv) {
    if (!/^[\w.-]+$/.test(name)) {
      throw new CooperError(`"${name}" cannot be the name of a credential helper`, {
        code: "BAD_AUTH_FILE",
        hint: "Write what follows docker-credential- in the name of the program.",
      });
    }
    this.program = `docker-credential-${name}`;
    this.#env = env;
  }

  /** The login for a server; nothing where the helper has none. */
  async get(server: string): Promise<Credential | undefined> {
    const said = await this.#call("get", server);
    if (said === undefined) return undefined;
    const { Username, Secret } = this.#parse(said);
    if (typeof Username !== "string" || typeof Secret !== "string" || Secret === "") return undefined;
    return asCredential(Username, Secret);
  }

  /** Keeps a login. */
  async store(server: string, username: string, secret: string): Promise<void> {
    await this.#call("store", JSON.stringify({ ServerURL: server, Username: username, Secret: secret }));
  }

  /** Forgets a login; whether there was one. */
  async erase(server: string): Promise<boolean> {
    if ((await this.get(server)) === undefined) return false;
    await this.#call("erase", server);
    return true;
  }

  async #call(action: string, input: string): Promise<string | undefined> {
    const options = {
      env: this.#env,
      input,
      hint: `Install ${this.program}, or take it out of the auth file.`,
      signal: AbortSignal.timeout(longestSilence()),
    };
    const { status, stdout, stderr } = await tryRun(this.program, [action], options).catch((error) => {
      throw options.signal.aborted ? this.#failure("it did not answer for too long") : error;
    });
    if (status === 0) return stdout;
    // Helpers tell their errors on stdout, this one in these words.
    if (action === "get" && /credentials not found/i.test(stdout + stderr)) return undefined;
    throw this.#failure(`${action} ended with status ${status}`);
  }

  #parse(said: string): { readonly Username?: unknown; readonly Secret?: unknown } {
    try {
      return JSON.parse(said);
    } catch {
      throw this.#failure("it answered with something else than JSON");
    }
  }

  /** Without what it printed: that may be a secret. */
  #failure(why: string): CooperError {
    return new CooperError(`${this.program} failed: ${why}`, {
      code: "CREDENTIAL_HELPER",
      hint: `Run \`echo host | ${this.program} get\` to see what it says.`,
    });
  }
}
