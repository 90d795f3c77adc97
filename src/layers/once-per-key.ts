/** Runs a task, or joins the one under way for the same owner and key. */
export type OncePerKey<T> = (owner: object, key: string, task: () => Promise<T>) => Promise<T>;

/** Makes callers that ask for one thing at the same time share the work; nothing is remembered after it has ended. */
export function oncePerKey<T>(): OncePerKey<T> {
  const underWay = new WeakMap<object, Map<string, Promise<T>>>();
  return (owner, key, task) => {
    const tasks = underWay.get(owner) ?? new Map<string, Promise<T>>();
    underWay.set(owner, tasks);
    const shared = tasks.get(key) ?? task().finally(() => tasks.delete(key));
    tasks.set(key, shared);
    return shared;
  };
}
