// Canvases that lie over or under Plotly's pictures, in CSS pixels whatever the screen's density.

/**
 * @typedef {{
 *   canvas: HTMLCanvasElement, context: Context, fit: () => { width: number, height: number },
 * }} Layer
 */

/**
 * A canvas that fills `parent`; `fit()` follows its size and returns { width, height } in CSS pixels.
 * @type {(parent: HTMLElement, className: string) => Layer}
 */
export function layer(parent, className) {
  const canvas = document.createElement("canvas");
  canvas.className = className;
  canvas.setAttribute("aria-hidden", "true");
  parent.append(canvas);
  const context = /** @type {Context} */ (canvas.getContext("2d"));
  return {
    canvas,
    context,
    fit() {
      const { clientWidth: width, clientHeight: height } = parent;
      const density = window.devicePixelRatio || 1;
      if (canvas.width !== Math.round(width * density) || canvas.height !== Math.round(height * density)) {
        canvas.width = Math.round(width * density);
        canvas.height = Math.round(height * density);
        // Whole pixels, as Plotly's own canvas has, even where the element ends between two.
        Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
      }
      context.setTransform(density, 0, 0, density, 0, 0);
      return { width, height };
    },
  };
}

/** @type {(context: Context, x: number, y: number, radius: number, fill: string, rim: string | null, width?: number) => void} */
export function dot(context, x, y, radius, fill, rim, width = 1.5) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
  if (rim) {
    context.lineWidth = width;
    context.strokeStyle = rim;
    context.stroke();
  }
}

/**
 * Where a line from the middle of an area towards (x, y), which is outside of it, leaves it: an arrow that points out.
 * @type {(context: Context, area: Area, x: number, y: number, size: number, fill: string, rim: string) => void}
 */
export function arrow(context, { left, top, width, height }, x, y, size, fill, rim) {
  const [cx, cy] = [left + width / 2, top + height / 2];
  const [dx, dy] = [x - cx, y - cy];
  const [room, across, along] = [2 * size, width / 2 - 2 * size, height / 2 - 2 * size];
  if (!(Math.min(across, along) > room)) return;
  const reach = Math.min(across / Math.abs(dx), along / Math.abs(dy));
  context.save();
  context.translate(cx + reach * dx, cy + reach * dy);
  context.rotate(Math.atan2(dy, dx));
  polygon(context, [[size, 0], [-size, size], [-size / 2, 0], [-size, -size]]);
  context.fillStyle = fill;
  context.fill();
  context.lineWidth = 1.5;
  context.strokeStyle = rim;
  context.stroke();
  context.restore();
}

/** @type {(context: Context, corners: [number, number][]) => void} */
export function polygon(context, [[x, y], ...corners]) {
  context.beginPath();
  context.moveTo(x, y);
  for (const corner of corners) context.lineTo(...corner);
  context.closePath();
}
