import { lockedImage } from "../bases/registry/locked-image.ts";
import { keyOf } from "../layers/layer-key.ts";
import type { Digest } from "../oci/digest.ts";
import { formatPlatform, type Platform } from "../oci/platform.ts";
import { formatReference, type Reference } from "../oci/reference.ts";
import { imageKey } from "../plan/image-key.ts";
import { inputsKey } from "../plan/inputs-key.ts";
import { baseTargetOf, byLabel } from "../plan/order-targets.ts";
import type { Target } from "../plan/target.ts";
import { builderOf } from "./builders.ts";
import { lockedRecipe } from "./recipe-base.ts";
import type { Session } from "./session.ts";

/** The definition keys of images: what answers "must this be done again?" without reading what has not changed. */
export class ImageKeys {
  readonly #session: Session;
  readonly #targets: ReadonlyMap<string, Target>;
  readonly #known = new Map<string, Promise<Digest>>();
  readonly #inputs = new Map<Target, Promise<Digest>>();

  constructor(session: Session) {
    this.#session = session;
    this.#targets = byLabel(session.targets);
  }

  /** The key of a target on one platform, its bases included. */
  of(target: Target, platform: Platform): Promise<Digest> {
    return this.#once(`${target.directory} ${target.name} ${formatPlatform(platform)}`, () =>
      this.#compute(target, platform),
    );
  }

  async #compute(target: Target, platform: Platform): Promise<Digest> {
    return imageKey({
      target,
      platform,
      builder: builderOf(target.definition.kind),
      base: await this.#baseKey(target, platform),
      inputs: await this.#inputsOf(target),
    });
  }

  #baseKey(target: Target, platform: Platform): Promise<Digest> {
    const { base } = target;
    const lower = baseTargetOf(target, this.#targets);
    if (lower) return this.of(lower, platform);
    if (base.from === "registry") return this.#imageKey(base.reference, platform);
    if (base.from === "target") throw new TypeError(`${target.name} stands on no target of the workspace`);
    return this.#once(`${base.recipe} ${formatPlatform(platform)}`, () =>
      this.#recipeKey(base.recipe, platform),
    );
  }

  async #recipeKey(name: string, platform: Platform): Promise<Digest> {
    const { planBase } = await import("../bases/image/plan-base.ts");
    const tools = { ...this.#session.tools, fetch: async () => {} };
    const { layers, config, facts } = planBase({
      ...(await lockedRecipe(this.#session, name)),
      platform,
      tools,
    });
    return keyOf({
      layers: layers.map(({ key }) => key),
      config: JSON.stringify(config),
      facts: JSON.stringify(facts),
    });
  }

  /** What is locked says all; no registry is asked. */
  async #imageKey(reference: Reference, platform: Platform): Promise<Digest> {
    const { digest, contents } = lockedImage(await this.#session.lock(), reference, platform);
    return keyOf({
      recipe: "registry-base",
      reference: formatReference(reference),
      digest,
      contents: JSON.stringify(contents),
    });
  }

  /** The same on every platform. */
  #inputsOf(target: Target): Promise<Digest> {
    let key = this.#inputs.get(target);
    key ??= this.#inputsKey(target);
    this.#inputs.set(target, key);
    return key;
  }

  async #inputsKey(target: Target): Promise<Digest> {
    const { workspace, tools } = this.#session;
    const inputs = await builderOf(target.definition.kind).inputs(target);
    return inputsKey({ inputs, root: workspace.root, fileDigest: tools.fileDigest });
  }

  #once(key: string, compute: () => Promise<Digest>): Promise<Digest> {
    let known = this.#known.get(key);
    known ??= compute();
    this.#known.set(key, known);
    return known;
  }
}
