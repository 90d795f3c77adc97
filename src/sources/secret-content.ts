import { readFileSync, statSync } from "node:fs";
import { fileBytes } from "../core/file-bytes.ts";
import { bytesOf } from "../core/stream.ts";
import { findPrivateKey } from "./private-key.ts";
import { findToken } from "./token-patterns.ts";

/** A secret in the content of a file; never the secret itself. */
export interface SecretMatch {
  /** From 1. */
  readonly line: number;
  readonly kind: string;
}

/** Larger files are data rather than sources: they are searched for private keys only. */
const detectorLimit = 2 ** 20;

/**
 * The first private key of a file, or, in a text of at most 1 MiB, the first token or password of a service
 * that people use. Larger files are read as a stream.
 */
export async function findSecretContent(file: string): Promise<SecretMatch | undefined> {
  const { size } = statSync(file);
  if (size > detectorLimit) return keyMatch(await findPrivateKey(fileBytes(file)));
  // Synchronously: for thousands of small files the way through the thread pool takes longer than reading
  // them.
  const content = readFileSync(file);
  const key = keyMatch(await findPrivateKey(bytesOf(content)));
  if (key) return key;
  const text = textOf(content);
  return text === undefined ? undefined : (tokenMatch(text) ?? detect(text, file));
}

/** Editors of Windows write UTF-16, which begins with a mark. Other files with NUL bytes are no texts. */
function textOf(content: Buffer): string | undefined {
  if (content[0] === 0xff && content[1] === 0xfe) return content.toString("utf16le");
  return content.includes(0) ? undefined : content.toString("utf8");
}

function tokenMatch(text: string): SecretMatch | undefined {
  const token = findToken(text);
  return token && { line: text.slice(0, token.index).split("\n").length, kind: token.kind };
}

function keyMatch(line: number | undefined): SecretMatch | undefined {
  return line === undefined ? undefined : { line, kind: "a private key" };
}

async function detect(content: string, file: string): Promise<SecretMatch | undefined> {
  const { lintSource, config } = await loadDetector();
  const { messages } = await lintSource({
    source: { filePath: file, content, ext: "", contentType: "text" },
    options: { config, maskSecrets: true },
  });
  const first = messages[0];
  return first && { line: first.loc.start.line, kind: kindOf(first.messageId) };
}

/** The detector's own messages quote what they found; its identifiers, such as `GITHUB_TOKEN`, do not. */
function kindOf(messageId: string): string {
  return messageId.toLowerCase().replaceAll("_", " ");
}

async function loadDetector() {
  const [{ lintSource }, { creator }] = await Promise.all([
    import("@secretlint/core"),
    import("@secretlint/secretlint-rule-preset-recommend"),
  ]);
  return { lintSource, config: { rules: [{ id: "recommended", rule: creator }] } };
}
