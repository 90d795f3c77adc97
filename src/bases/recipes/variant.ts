/** What the recipes of a family differ in. */
export interface Variant {
  /** The end of the recipe's name. */
  readonly name: string;
  /** Numeric. */
  readonly user: "0" | "65532";
  readonly workdir: "/" | "/home/nonroot";
  /** Whether there is a shell in `/busybox`. */
  readonly debug: boolean;
}

const root = { user: "0", workdir: "/" } as const;
const nonroot = { user: "65532", workdir: "/home/nonroot" } as const;

/** As with Google's distroless images, `debug` runs as root. */
export const variants: readonly Variant[] = [
  { name: "base", ...root, debug: false },
  { name: "nonroot", ...nonroot, debug: false },
  { name: "debug", ...root, debug: true },
  { name: "debug_nonroot", ...nonroot, debug: true },
];

/** What a family's bare name means: services have no business being root. */
export const defaultVariant = "nonroot";
