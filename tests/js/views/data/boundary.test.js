import assert from "node:assert/strict";
import { test } from "node:test";

import { palette } from "../../../../frontend/views/data/boundary.js";

const FIELDS = ["#ff0000", "#00ff00", "#0000ff", "#ffff00", "#ff00ff", "#00ffff"];
const THEME = { card: "#ffffff", ...Object.fromEntries(FIELDS.map((colour, i) => [`field_${i}`, colour])) };

/** A canvas pixel as the style sheet would write it. */
const hex = (pixel) => `#${[0, 8, 16].map((shift) => ((pixel >>> shift) & 255).toString(16).padStart(2, "0")).join("")}`;

for (const classes of [2, 3, 6]) {
  const levels = Math.floor(256 / classes);
  const colours = palette(THEME, { classes, levels });

  test(`each of ${classes} classes has its own colour where it is certain, and the card's where it is not`, () => {
    for (let c = 0; c < classes; c++) {
      assert.equal(hex(colours[c * levels + levels - 1]), FIELDS[c]);
      assert.equal(hex(colours[c * levels]), THEME.card);
    }
  });

  test(`the surer of ${classes} classes, the further from the card`, () => {
    for (let c = 0; c < classes; c++) {
      const off = (level) => [0, 8, 16].reduce((sum, shift) => sum + 255 - ((colours[c * levels + level] >>> shift) & 255), 0);
      for (let level = 1; level < levels; level++) assert.ok(off(level) >= off(level - 1));
    }
  });
}
