import assert from "node:assert/strict";
import { test } from "node:test";

import { crowds, drawCrowds } from "../../../../frontend/views/landscape/crowd.js";
import { makeContext } from "../../helpers.js";

const ball = (number, x, y = 50) => ({ number, x, y, colour: number % 2 ? "#1b1b1b" : "#e1a100" });
const numbers = (balls) => crowds(balls).map((crowd) => crowd.map(({ number }) => number).sort());

test("balls that cover each other are one crowd, also by a third between them", () => {
  assert.deepEqual(numbers([ball(1, 0), ball(2, 100), ball(3, 4)]), [[1, 3]]);
  assert.deepEqual(numbers([ball(1, 0), ball(2, 14), ball(3, 7)]), [[1, 2, 3]]);
  assert.deepEqual(numbers([ball(1, 0), ball(2, 30), ball(3, 60)]), []);
});

test("each of a crowd has a disc of its own in order, inside of the canvas, and none has who stands alone", () => {
  for (const x of [2, 100, 198]) {
    const context = makeContext();
    const written = [];
    context.fillText = (text, at) => written.push([text, at]);
    drawCrowds(context, [ball(3, x), ball(1, x), ball(2, x + 1), ball(4, 60, 20)], 200, { rim: "#ffffff" });
    const discs = context.drawn.arcs;
    assert.equal(discs.length, 3);
    assert.ok(discs.every(([cx, , radius]) => cx - radius >= 0 && cx + radius <= 200), `${discs}`);
    const places = discs.map(([cx]) => cx);
    assert.deepEqual(places, [...places].sort((a, b) => a - b));
    assert.ok(places[1] - places[0] >= 2 * discs[0][2]);
    assert.deepEqual(written.map(([text]) => text), ["1", "2", "3"]);
  }
});
