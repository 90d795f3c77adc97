/**
 * The tag that holds a promoted image in the target for good: `promoted-20261120T142303123Z`. With it the trail can be
 * found, and no clean-up of untagged images takes what a rollback may need.
 */
export function promotionTag(at: string): string {
  return `promoted-${at.replace(/[-:.]/g, "")}`;
}

/** Whether a tag is one of {@link promotionTag}. In the order of their text they are in the order of time. */
export function isPromotionTag(tag: string): boolean {
  return /^promoted-\d{8}T\d{9}Z$/.test(tag);
}

/** When the promotion of such a tag was, in milliseconds since 1970; nothing for other tags. */
export function promotedAt(tag: string): number | undefined {
  if (!isPromotionTag(tag)) return undefined;
  const digits = /^promoted-(....)(..)(..)T(..)(..)(..)(...)Z$/.exec(tag)?.slice(1).map(Number) ?? [];
  const [year = 0, month = 0, day, hour, minute, second, millisecond] = digits;
  return Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
}
