/** Text with its percent-encoding undone, or as it stands where the encoding is malformed. Source: RFC 3986, 2.1. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
