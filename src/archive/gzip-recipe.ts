/**
 * libdeflate's level. Measured on a Python base of 43.9 MB: 4 gives 15.6 MB at 64 MB/s, 6 gives 15.1 MB at
 * 48, 1 gives 16.6 MB at 104, and zlib's own level 6 gives 15.7 MB at 35. To change it changes every layer's
 * digest.
 */
export const gzipLevel = 4;

/**
 * Names all that the bytes of a member depend on besides its content. Part of every key of a member cache.
 */
export const gzipRecipe = `libdeflate-0.1.0-${gzipLevel}`;
