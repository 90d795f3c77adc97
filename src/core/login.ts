import { Buffer } from "node:buffer";
import { percentDecoded } from "./percent.ts";

/** A name and a password. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/** The login that is written into a URL. */
export function loginIn({ username, password }: URL): Login | undefined {
  if (username === "" && password === "") return undefined;
  return { username: percentDecoded(username), password: percentDecoded(password) };
}

/** `Authorization` for a name and a password. Source: RFC 7617. */
export function basicAuthorization({ username, password }: Login): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}
