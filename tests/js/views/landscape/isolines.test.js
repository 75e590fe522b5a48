import assert from "node:assert/strict";
import { test } from "node:test";

import { fill, isolines, LINES, shades } from "../../../../frontend/views/landscape/isolines.js";
import { closeTo } from "../../helpers.js";

/** A grid of heights, height(c, r) in its columns and rows. */
function grid(columns, rows, height) {
  const heights = Float64Array.from({ length: columns * rows }, (_, i) => height(i % columns, Math.floor(i / columns)));
  return { heights, rows, columns };
}

function pieces(terrain, range) {
  const found = [];
  isolines(terrain, range, (...piece) => found.push(piece));
  return found;
}

test("on a slope lines run across it, evenly spaced and not transposed", () => {
  const found = pieces(grid(31, 4, (c) => c), [0, 30]);
  assert.ok(found.every(([c0, , c1]) => closeTo(c0, c1) && closeTo((c0 * LINES) % 30, 0, 1e-6)));
  assert.equal(new Set(found.map(([c]) => c)).size, LINES);
});

test("every piece lies at its height, whatever the shape", () => {
  const height = (c, r) => (c - 7.3) ** 2 + 2 * (r - 5.1) ** 2 + 0.3 * c * r;
  const terrain = grid(21, 17, height);
  const [low, high] = [0, 300];
  const step = (high - low) / LINES;
  const linear = (c, r) => {
    const [c0, r0] = [Math.min(19, Math.floor(c)), Math.min(15, Math.floor(r))];
    const [s, t] = [c - c0, r - r0];
    const near = height(c0, r0) + s * (height(c0 + 1, r0) - height(c0, r0));
    return near + t * (height(c0, r0 + 1) + s * (height(c0 + 1, r0 + 1) - height(c0, r0 + 1)) - near);
  };
  const found = pieces(terrain, [low, high]);
  assert.ok(found.length > 100);
  for (const [c0, r0, c1, r1] of found) {
    for (const share of [linear(c0, r0), linear(c1, r1)].map((value) => value / step)) {
      assert.ok(closeTo(share, Math.round(share), 1e-6), `${share}`);
    }
  }
});

test("in a saddle lines do not cross, and go as the middle says", () => {
  // High at the lower left and the upper right; the only line is at 0.
  const saddle = (low) => pieces({ heights: Float64Array.from([1, low, low, 1]), rows: 2, columns: 2 }, [0, 1e6]);
  const around = ([c0, r0, c1, r1], [c, r]) => Math.max(Math.hypot(c0 - c, r0 - r), Math.hypot(c1 - c, r1 - r)) < 1;
  for (const [low, corners] of [[-0.5, [[1, 0], [0, 1]]], [-3, [[0, 0], [1, 1]]]]) {
    const found = saddle(low);
    assert.equal(found.length, 2);
    assert.ok(corners.every((corner) => found.some((piece) => around(piece, corner))), `${found}`);
  }
});

test("where there is no height there is no line", () => {
  const found = pieces(grid(5, 5, (c, r) => (c === 2 && r === 2 ? NaN : c)), [0, 4]);
  assert.ok(found.length > 0);
  for (const [c0, r0, c1, r1] of found) {
    const [c, r] = [(c0 + c1) / 2, (r0 + r1) / 2];
    assert.ok(!(c > 1 && c < 3 && r > 1 && r < 3), `${c}, ${r}`);
  }
});

test("shades go from the first colour to the last, the lowest row at the bottom", () => {
  const colours = shades([[0, "#000000"], [0.5, "#ff0000"], [1, "#ffffff"]]);
  assert.deepEqual([...colours.slice(0, 4)], [0, 0, 0, 255]);
  assert.deepEqual([...colours.slice(-4)], [255, 255, 255, 255]);
  const pixels = new Uint8ClampedArray(4 * 4);
  fill(pixels, { heights: Float64Array.from([0, 1, NaN, 9]), rows: 2, columns: 2 }, [0, 1], colours);
  assert.deepEqual([...pixels], [0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 255, 255, 255, 255, 255]);
});
