// Reads the properties of Dash's components. Nothing else does.

/**
 * Whether Dash has laid out a component of this id.
 * @type {(id: string) => boolean}
 */
export function present(id) {
  return document.getElementById(id) !== null && window.dash_component_api?.getLayout(id) !== undefined;
}

/**
 * What a component holds now, reported or not.
 * @type {(id: string, property: string) => Held}
 */
export function read(id, property) {
  return /** @type {{ props: Record<string, Held> }} */ (window.dash_component_api.getLayout(id)).props[property];
}

/**
 * `act()` is called soon after a component that the page listens to holds something else.
 * @type {(act: () => void) => void}
 */
export function listen(act) {
  window.dash_clientside.basin.changed = act;
}
