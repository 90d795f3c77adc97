/** A name that several packages offer a file for, such as `/usr/bin/awk`. */
export interface Alternative {
  /** Absolute path of the link. */
  readonly link: string;
  /** Absolute path of the file that a package offers. */
  readonly target: string;
  /** The offer of the highest priority is taken. */
  readonly priority: number;
}

/**
 * What a package's `postinst` gives to `update-alternatives --install`. The script does not run: its calls are read,
 * with the variables and loops over fixed words that such scripts use. What it takes from elsewhere is empty, so that
 * paths come out which the package does not have. Source: update-alternatives(1).
 */
export function readAlternatives(script: string): Alternative[] {
  const found: Alternative[] = [];
  const variables = new Map<string, readonly string[]>();
  for (const line of script.replace(/\\\n/g, " ").split("\n")) {
    const [, loop, words = ""] = /\bfor\s+(\w+)\s+in\s+([^;]*)/.exec(line) ?? [];
    const [, name, ...values] = /^\s*(\w+)=(?:'([^']*)'|"([^"]*)"|(\S*))\s*$/.exec(line) ?? [];
    if (loop) variables.set(loop, wordsOf(words, variables)[0] ?? []);
    else if (name) variables.set(name, [values.find((value) => value !== undefined) ?? ""]);
    else if (!/^\s*#/.test(line) && /\bupdate-alternatives\s.*--install\s/.test(line)) {
      for (const call of wordsOf(line, variables)) found.push(...offersOf(call));
    }
  }
  return found;
}

/** The words of a command, once for each value of the loop it stands in. */
function wordsOf(text: string, variables: ReadonlyMap<string, readonly string[]>): string[][] {
  const used = Array.from(text.matchAll(/\$\{?(\w+)/g), ([, name = ""]) => name);
  const loop = used.find((name) => (variables.get(name)?.length ?? 0) > 1);
  const turns = (loop && variables.get(loop)) || [""];
  return turns.map((turn) => {
    const value = (name: string) => (name === loop ? turn : (variables.get(name)?.[0] ?? ""));
    const filled = text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced, bare) => value(braced ?? bare));
    return filled.replace(/["';]/g, " ").split(/\s+/).filter(Boolean);
  });
}

/** The link of `--install link name path priority`, and those that go with it: `--slave link name path`. */
function offersOf(words: readonly string[]): Alternative[] {
  const at = words.indexOf("--install");
  const [link = "", , target = "", priority] = words.slice(at + 1);
  const offers = [{ link, target, priority: Number(priority) }];
  for (const [index, word] of words.entries()) {
    const [slave = "", , file = ""] = words.slice(index + 1);
    if (word === "--slave") offers.push({ link: slave, target: file, priority: Number(priority) });
  }
  return offers.filter((offer) => offer.link.startsWith("/") && Number.isInteger(offer.priority));
}
