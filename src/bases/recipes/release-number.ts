import type { DebianRelease } from "../debian/package-request.ts";

/** The number of each release, as names of images and `VERSION_ID` of os-release have it. */
export const releaseNumber: Readonly<Record<DebianRelease, string>> = { bookworm: "12", trixie: "13" };
