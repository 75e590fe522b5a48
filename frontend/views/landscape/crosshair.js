// Where the start is being put: a cross hair on what is drawn there.

const SIZE = 11;
const GAP = 4;

/** @type {(context: Context, place: { u: number, v: number }, stage: Placing, theme: Theme) => void} */
export function drawCrosshair(context, { u, v }, stage, theme) {
  const [x, y] = stage.place(u, v);
  const [px, py, depth] = stage.pixel([x, y, stage.under([x, y])]);
  if (!(depth > 0) || !Number.isFinite(px + py)) return;
  for (const [colour, width] of /** @type {const} */ ([[theme.casing, 5], [theme.accent, 2.2]])) {
    context.beginPath();
    context.arc(px, py, SIZE - 2, 0, 2 * Math.PI);
    for (const [dx, dy] of [[1, 0], [0, 1], [-1, 0], [0, -1]]) {
      context.moveTo(px + GAP * dx, py + GAP * dy);
      context.lineTo(px + SIZE * dx, py + SIZE * dy);
    }
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke();
  }
}
