// What stands still around the surface: the block's sides and its axes, on a canvas of their own, drawn anew for another
// surface, camera, size or theme only.

import { drawAxes } from "./axes.js";
import { Block, sidesOf } from "./block.js";
import { layer } from "../canvas.js";
import { drawFaces } from "./faces.js";
import { eyeShare, shareProjector } from "./fit.js";
import { shades } from "./isolines.js";

/**
 * @typedef {import("./axes.js").Written} Written
 * @typedef {{
 *   camera: import("./camera.js").Camera, aspect: Aspect, terrain: import("./terrain.js").Terrain, written: Written,
 *   corners: number[],
 * }} Shown
 */

export class Base {
  /**
   * @param {HTMLElement} element
   * @param {[number, string][]} colourscale
   */
  constructor(element, colourscale) {
    this.layer = layer(element, "overlay base");
    this.image = document.createElement("canvas");
    this.colours = shades(colourscale);
    /** @type {unknown[]} */
    this.drawn = [];
    /** @type {Block | null} */
    this.block = null;
  }

  /**
   * Draws what is shown, unless it is there already; `hides` says whether the surface is before a place.
   * @type {(shown: Shown, hides: (share: Share) => boolean) => void}
   */
  draw(shown, hides) {
    const { camera, aspect, terrain, written, corners } = shown;
    const { width, height } = this.layer.fit();
    const parts = [camera, aspect, terrain, written, corners, width, height];
    if (parts.every((part, i) => part === this.drawn[i])) return;
    this.drawn = parts;
    if (this.block?.terrain !== terrain) this.block = new Block(terrain, terrain.scale);
    const { context } = this.layer;
    context.clearRect(0, 0, width, height);
    const sides = sidesOf(eyeShare(camera, aspect), camera.azimuth, corners);
    const project = shareProjector(camera, aspect, width, height);
    const seen = { camera, aspect, project, width, height, colours: this.colours, theme: written.theme };
    drawFaces(context, this.image, this.block, sides, seen, hides);
    drawAxes(context, this.block, sides, project, written, width);
  }
}
