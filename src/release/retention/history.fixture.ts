import * as fc from "fast-check";
import { type Digest, digestOf } from "../../oci/digest.ts";
import type { RepositoryState, StoredManifest } from "./repository-state.ts";

/** What someone once did to a repository; numbers choose among what is there by then. */
type Step =
  | { readonly kind: "image"; readonly blobs: readonly number[] }
  | { readonly kind: "index"; readonly of: readonly number[] }
  | { readonly kind: "referrer"; readonly subject: number }
  | { readonly kind: "attached"; readonly subject: number; readonly suffix: string }
  | { readonly kind: "tag"; readonly on: number; readonly tag: string }
  | { readonly kind: "lose"; readonly which: number };

const choice = fc.nat(30);
const tag = fc.constantFrom("latest", "1.0.0", "1.1.0", "v2", "pr-1", "pr-2", "sha-abc1234");
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("image"), blobs: fc.array(fc.nat(6), { maxLength: 3 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("index"),
      of: fc.array(choice, { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("referrer"), subject: choice }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("attached"),
      subject: choice,
      suffix: fc.constantFrom("", ".sig"),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("tag"), on: choice, tag }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("lose"), which: choice }) },
) as fc.Arbitrary<Step>;

/** Repositories as random histories of pushes, tags, referrers and losses leave them. */
export const anyRepository: fc.Arbitrary<RepositoryState> = fc
  .array(fc.tuple(step, fc.option(fc.nat(100), { nil: undefined })), { maxLength: 14 })
  .map(replay);

type Draft = { -readonly [K in keyof StoredManifest]: StoredManifest[K] };

function replay(steps: readonly (readonly [Step, number | undefined])[]): RepositoryState {
  const manifests = new Map<Digest, Draft>();
  const at = (number: number) => [...manifests.keys()][number % Math.max(1, manifests.size)];
  for (const [i, [each, created]] of steps.entries()) {
    const add = (more: Partial<Draft>) => {
      const digest = digestOf(`manifest ${i}`);
      manifests.set(digest, { digest, size: 10, tags: [], children: [], blobs: [], created, ...more });
    };
    perform(each, { add, at, manifests });
  }
  return { repository: { registry: "registry.example", repository: "todost" }, manifests };
}

interface Tools {
  readonly add: (more: Partial<Draft>) => void;
  readonly at: (number: number) => Digest | undefined;
  readonly manifests: Map<Digest, Draft>;
}

function perform(step: Step, { add, at, manifests }: Tools): void {
  const target = at(
    "subject" in step ? step.subject : "on" in step ? step.on : "which" in step ? step.which : 0,
  );
  if (step.kind === "image") {
    add({ blobs: step.blobs.map((n) => ({ digest: digestOf(`blob ${n}`), size: 1000 })) });
  } else if (step.kind === "index") {
    add({ children: step.of.map(at).filter((digest) => digest !== undefined) });
  } else if (target !== undefined) {
    if (step.kind === "lose") manifests.delete(target);
    if (step.kind === "referrer") add({ subject: target });
    if (step.kind === "attached") add({ tags: [`${target.replace(":", "-")}${step.suffix}`] });
    if (step.kind === "tag") moveTag(manifests, step.tag, target);
  }
}

function moveTag(manifests: ReadonlyMap<Digest, Draft>, tag: string, target: Digest): void {
  for (const each of manifests.values()) each.tags = each.tags.filter((name) => name !== tag);
  const manifest = manifests.get(target);
  if (manifest) manifest.tags = [...manifest.tags, tag];
}
