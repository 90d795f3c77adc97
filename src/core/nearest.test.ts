import assert from "node:assert/strict";
import { test } from "node:test";
import { didYouMean, nearest } from "./nearest.ts";

const fields = ["name", "main", "deps", "base", "configs", "healthcheck", "ports"];

test("finds the name that was meant", () => {
  const cases: [string, string | undefined][] = [
    ["nmae", "name"],
    ["helthcheck", "healthcheck"],
    ["healtcheck", "healthcheck"],
    ["PORTS", "ports"],
    ["port", "ports"],
    ["config", "configs"],
    ["ports", "ports"],
    ["completelyDifferent", undefined],
  ];
  for (const [word, meant] of cases) assert.equal(nearest(word, fields), meant, word);
});

test("the nearest wins over the first", () => {
  assert.equal(nearest("todos", ["todo-list", "todost", "tools"]), "todost");
});

test("nothing is near to nothing", () => {
  assert.equal(nearest("name", []), undefined);
});

test("asks, or says nothing", () => {
  assert.equal(didYouMean("nmae", fields), 'Did you mean "name"?');
  assert.equal(didYouMean("completelyDifferent", fields), "");
});
