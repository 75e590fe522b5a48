// Where in a configuration something is: a list of names and places.

/** @typedef {(string | number)[]} Path */

/**
 * What a configuration, or a part of one, holds at a path; undefined where there is nothing.
 * @type {(path: Path, config: object) => any}
 */
export function at(path, config) {
  return path.reduce((part, key) => part?.[key], /** @type {any} */ (config));
}

/**
 * Whether a configuration holds something at a path; at a contender's, whether any of them does.
 * @type {(path: Path, config: Config) => boolean}
 */
export function given(path, config) {
  const [list, , ...rest] = path;
  if (list !== "contenders" || !rest.length) return (at(path, config) ?? null) !== null;
  return config.contenders.some((contender) => (at(rest, contender) ?? null) !== null);
}
