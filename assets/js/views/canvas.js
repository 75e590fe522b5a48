// Canvases that lie over or under Plotly's pictures, in CSS pixels whatever the screen's density.

/** A canvas that fills `parent`; `fit()` follows its size and returns { width, height } in CSS pixels. */
export function layer(parent, className) {
  const canvas = document.createElement("canvas");
  canvas.className = className;
  canvas.setAttribute("aria-hidden", "true");
  parent.append(canvas);
  const context = canvas.getContext("2d");
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
