/** Headers of an HTTP message by lower-case name. */
type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** The media type of a body, without its parameters; empty where the headers tell none. Source: RFC 9110, 8.3. */
export function contentTypeOf(headers: Headers): string {
  const [type = ""] = String(headers["content-type"] ?? "").split(";", 1);
  return type.trim();
}
