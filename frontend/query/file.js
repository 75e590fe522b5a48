// A run as a file: its whole configuration as JSON, for what is too long for a link.

export const NAME = "basin-run.json";

/**
 * Gives a run to the visitor as a file.
 * @type {(run: Run) => void}
 */
export function save(run) {
  const address = URL.createObjectURL(new Blob([text(run)], { type: "application/json" }));
  Object.assign(document.createElement("a"), { href: address, download: NAME }).click();
  URL.revokeObjectURL(address);
}

/** @type {(run: Run) => string} */
export function text(run) {
  return `${JSON.stringify(run.config)}\n`;
}

/**
 * The configuration in a file's text, as JSON; an Error with a sentence where there is none, or one above `longest`.
 * @type {(content: string, name: string, longest: number) => string}
 */
export function read(content, name, longest) {
  if (content.length > longest) throw new Error(`${name} is too long to be a saved run of Basin.`);
  let config;
  try {
    config = JSON.parse(content);
  } catch {
    throw new Error(`${name} is not valid JSON, so it is not a saved run of Basin.`);
  }
  if (!config?.problem || !Array.isArray(config.contenders)) throw new Error(`${name} is not a saved run of Basin.`);
  return JSON.stringify(config);
}

/**
 * Lets the visitor choose a file; `chosen(file)` gets it.
 * @type {(kinds: string, chosen: (file: File) => void) => void}
 */
export function choose(kinds, chosen) {
  const input = Object.assign(document.createElement("input"), { type: "file", accept: kinds });
  input.addEventListener("change", () => input.files?.length && chosen(input.files[0]));
  input.click();
}
