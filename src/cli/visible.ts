const special = /\p{Cc}\[[\d;]*m|\r\n|[\p{Cc}\p{Bidi_Control}]/gu;
const beginsColour = "\x1b";

/**
 * A text for a terminal. Images, registries and archives are made by others: what they call themselves must not move the
 * cursor, rename the window or hide what was written before.
 */
export function visible(text: string): string {
  return text.replace(special, (found) => (isHarmless(found) ? found : escaped(found)));
}

/** Ends of lines, tabs and colours. */
function isHarmless(found: string): boolean {
  return /^(\r?\n|\t)$/.test(found) || (found.startsWith(beginsColour) && found.length > 1);
}

function escaped(found: string): string {
  return `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}${found.slice(1)}`;
}
