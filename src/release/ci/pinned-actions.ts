/**
 * The actions that workflows use, by commit: a tag can be moved by whoever gets hold of the repository, a commit not.
 * Each is what the tag behind it names in the action's own repository.
 */
export const pinnedActions = {
  checkout: "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
  setupNode: "actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0",
  cache: "actions/cache@27d5ce7f107fe9357f9df03efb73ab90386fccae # v5.0.5",
} as const;
