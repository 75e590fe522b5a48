// Writes the properties of Dash's components. Nothing else does.

/** @type {(id: string, properties: Record<string, unknown>) => void} */
export function write(id, properties) {
  window.dash_clientside.set_props(id, properties);
}
