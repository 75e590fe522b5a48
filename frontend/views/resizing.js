// Views whose places have another size.

/**
 * Redraws a view, by the id of its place, when that has another size; `act` says whether there is anything to draw.
 * @type {(views: Record<string, { redraw: () => unknown }>, act: (redraw: () => void) => void) => void}
 */
export function redrawWhenResized(views, act) {
  const resized = new ResizeObserver((entries) => act(() => entries.forEach(({ target }) => views[target.id].redraw())));
  for (const id of Object.keys(views)) resized.observe(/** @type {HTMLElement} */ (document.getElementById(id)));
}
