import assert from "node:assert/strict";
import { test } from "node:test";

import { read, text } from "../../../frontend/query/file.js";

const config = { version: 1, problem: { dataset: "own" }, contenders: [{ optimizer: "adam" }], epochs: 9 };

test("a run's file holds its whole configuration", () => {
  assert.deepEqual(JSON.parse(read(text({ config }), "basin-run.json", 1e6)), config);
});

for (const [content, sentence] of [
  ['{"problem": ', "mine.json is not valid JSON, so it is not a saved run of Basin."],
  ["", "mine.json is not valid JSON, so it is not a saved run of Basin."],
  ["null", "mine.json is not a saved run of Basin."],
  ["[1, 2]", "mine.json is not a saved run of Basin."],
  ['{"problem": {}}', "mine.json is not a saved run of Basin."],
  [" ".repeat(1_000_001), "mine.json is too long to be a saved run of Basin."],
]) {
  test(`refused: ${content.slice(0, 16)}`, () => assert.throws(() => read(content, "mine.json", 1e6), { message: sentence }));
}
