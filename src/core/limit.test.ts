import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import { filterLimit, limit, mapLimit } from "./limit.ts";

/** Counts how many tasks are under way at once. */
function gauge(): { most: number; task: () => Promise<void> } {
  let now = 0;
  const gauge = {
    most: 0,
    task: async () => {
      now += 1;
      gauge.most = Math.max(gauge.most, now);
      await turn();
      now -= 1;
    },
  };
  return gauge;
}

test("no more tasks at once than places, and all places are used", async () => {
  const run = limit(3);
  const counted = gauge();
  await Promise.all(Array.from({ length: 10 }, () => run(counted.task)));
  assert.equal(counted.most, 3);
});

test("tasks start in the order in which they came", async () => {
  const run = limit(1);
  const started: number[] = [];
  await Promise.all([1, 2, 3, 4].map((n) => run(async () => void started.push(n))));
  assert.deepEqual(started, [1, 2, 3, 4]);
});

test("a task that fails gives its place back", async () => {
  const run = limit(1);
  await assert.rejects(
    run(() => Promise.reject(new Error("first"))),
    /first/,
  );
  const thrown = () => {
    throw new Error("second");
  };
  await assert.rejects(run(thrown), /second/);
  assert.equal(await run(async () => 3), 3);
});

test("mapLimit keeps the order of the items", async () => {
  const items = fc.array(fc.integer(), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(items, fc.integer({ min: 1, max: 5 }), async (numbers, places) => {
      const counted = gauge();
      const result = await mapLimit(numbers, places, async (n, index) => {
        await counted.task();
        return [n, index];
      });
      assert.deepEqual(
        result,
        numbers.map((n, i) => [n, i]),
      );
      assert.ok(counted.most <= places);
    }),
  );
});

test("after a failure nothing is started, and what is under way ends first", async () => {
  const events: string[] = [];
  const work = async (n: number) => {
    events.push(`start ${n}`);
    if (n === 1) throw new Error("one failed");
    await turn();
    events.push(`end ${n}`);
  };
  await assert.rejects(mapLimit([0, 1, 2, 3], 2, work), /one failed/);
  assert.deepEqual(events, ["start 0", "start 1", "end 0"]);
});

test("mapLimit of nothing is nothing", async () => {
  assert.deepEqual(await mapLimit([], 4, async () => 1), []);
});

test("filterLimit keeps what is answered with yes, in order", async () => {
  assert.deepEqual(await filterLimit([3, 1, 4, 1, 5], 2, async (n) => n > 1), [3, 4, 5]);
});
