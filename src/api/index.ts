/**
 * What `import … from "cooper"` offers: the macros of configuration files, and the library behind the command line.
 * Configuration files import this module on every start, so what is heavy is loaded by the functions that need it.
 */
export { type BaseFields, defineBase } from "../bases/recipes/define-base.ts";
export type { Family } from "../bases/recipes/family.ts";
export { CooperError, UsageError } from "../core/error.ts";
export type { ProgressEvent, ProgressListener } from "../core/progress.ts";
export { pyImage, pyServiceImage } from "../languages/python/image/macros.ts";
export { gitTags } from "../release/tags/tags-of.ts";
export type { CommonFields, Definition, Healthcheck } from "../workspace/definition.ts";
export type { GitContext, TagFunction, TagTarget } from "../workspace/git/git-context.ts";
export type { EarlierPromotion, PromotionCandidate, PromotionPolicy } from "../workspace/promotion-policy.ts";
export {
  dockerHub,
  type EcrPlace,
  ecr,
  type GarPlace,
  gar,
  ghcr,
  type RegistryLocation,
  type RepositoryNaming,
  registry,
} from "../workspace/registry-location.ts";
export type { RetentionConfig } from "../workspace/retention-config.ts";
export { defineWorkspace, type WorkspaceConfig } from "../workspace/workspace-config.ts";
export { type BuildRequest, build } from "./build.ts";
export type { BuiltImage, BuiltPlatform } from "./built-image.ts";
export { type ListedTarget, listTargets } from "./list.ts";
export { openSession, type Session, type SessionOptions } from "./session.ts";
