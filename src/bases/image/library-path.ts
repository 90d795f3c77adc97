/** Whether ldconfig would look at a file: `lib*.so*` and `ld-*.so*` of `usr/lib` and of the folder of an architecture. */
export function isLibraryPath(path: string): boolean {
  return /^usr\/lib\/(?:[^/]+-linux-gnu\/)?(?:lib|ld-)[^/]*\.so[^/]*$/.test(path);
}
