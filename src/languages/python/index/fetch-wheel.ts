import { CooperError } from "../../../core/error.ts";
import type { LockSources } from "../requirements/lock.ts";
import type { TagRanks } from "../wheel/choose-wheel.ts";
import { buildSdist } from "./build-sdist.ts";
import type { Candidate } from "./candidate.ts";
import { type Catalogue, filesOf, fullCatalogue, mirrorCatalogue } from "./catalogue.ts";
import { allowedFiles, type Choice, chooseFile } from "./choose-file.ts";
import { fetchFile } from "./fetch-file.ts";
import type { IndexSession } from "./session.ts";
import { recordWheel, type StoredWheel, type WheelQuestion } from "./wheel-record.ts";

/** The locked package to fetch, for which image and from where. */
export interface FetchRequest extends WheelQuestion {
  /** The target's tags. */
  readonly ranks: TagRanks;
  readonly sources: LockSources;
  readonly session: IndexSession;
}

/** Finds the wheel of a locked package for a target, brings it into the store and records it. */
export async function fetchWheel(request: FetchRequest): Promise<StoredWheel> {
  const { entry, target, session } = request;
  const { tools } = session;
  const { file, kind } = entry.files.length > 0 ? await chooseListed(request) : await chooseOffered(request);
  const { digest, size } = await fetchFile(file, entry, session);
  const stored = { filename: file.filename, digest, size };
  const wheel = kind === "wheel" ? stored : await buildSdist({ entry, sdist: stored, target, tools });
  await recordWheel(request, wheel, tools);
  return wheel;
}

/** The lock gives hashes only: the places that have the package say which files there are. */
async function chooseOffered(request: FetchRequest): Promise<Choice> {
  const { entry, session, sources } = request;
  const catalogue = await fullCatalogue(session, sources);
  const offered = await filesOf(entry, catalogue, session);
  return chooseFile({ ...request, candidates: allowedFiles(entry, offered, catalogue) });
}

/** The lock lists the files: a configured index or folder that has the chosen one is preferred to the lock's URL. */
async function chooseListed(request: FetchRequest): Promise<Choice> {
  const { entry, session } = request;
  const candidates = entry.files.map((file) => ({ ...file, url: file.url ?? "" }));
  const choice = chooseFile({ ...request, candidates });
  const { digest } = choice.file;
  if (digest && (await session.tools.blobs.size(digest)) !== undefined) return choice;
  return { ...choice, file: await locate(choice.file, request) };
}

async function locate(file: Candidate, { entry, session, sources }: FetchRequest): Promise<Candidate> {
  const local = file.url.startsWith("file:");
  if (!entry.indexed || local) return file;
  const mirrors = mirrorCatalogue(session);
  const mirrored = await find(file, mirrors, { entry, session });
  if (mirrored) return mirrored;
  if (file.url !== "" && !session.config.noIndex) return file;
  const catalogue = file.url === "" ? await fullCatalogue(session, sources) : mirrors;
  const found = await find(file, catalogue, { entry, session });
  if (found) return found;
  throw new CooperError(`${file.filename} was found on none of the configured indexes`, {
    code: "NOT_ON_INDEX",
    where: entry.where,
    hint: "Check PIP_NO_INDEX, PIP_FIND_LINKS and PIP_INDEX_URL, or pip.conf.",
  });
}

async function find(
  file: Candidate,
  catalogue: Catalogue,
  { entry, session }: Pick<FetchRequest, "entry" | "session">,
): Promise<Candidate | undefined> {
  const offered = await filesOf(entry, catalogue, session);
  const same = offered.find((candidate) =>
    candidate.digest === undefined ? candidate.filename === file.filename : candidate.digest === file.digest,
  );
  return same && { ...same, digest: file.digest };
}
