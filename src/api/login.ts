import { login, logout } from "../registry/client/credentials/login.ts";

export type { LoginRequest } from "../registry/client/credentials/login.ts";
export { login, logout };
