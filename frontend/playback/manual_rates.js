// Rates set by hand: what a learning rate that is turned means to the address, and which run is a branch of another.

/**
 * Entries `epoch:rate` of the address, the rates as they are written there.
 * @type {(text: string | null) => [number, string][]}
 */
function entries(text) {
  return (text ? text.split(",") : []).map((entry) => entry.split(":")).map(([epoch, rate]) => [Number(epoch), rate]);
}

/** @type {(pairs: [number, number | string][]) => string} */
function joined(pairs) {
  return pairs.map((pair) => pair.join(":")).join(",");
}

/**
 * What a configuration says of them, as the address does.
 * @type {(manual: [number, number][] | null) => string}
 */
export function manualText(manual) {
  return joined(manual ?? []);
}

/**
 * The same rates up to an epoch, and from there on this one.
 * @type {(text: string | null, epoch: number, rate: string) => string}
 */
export function branched(text, epoch, rate) {
  return joined([...entries(text).filter(([at]) => at < epoch), [epoch, rate]]);
}

/**
 * Another rate for the entry that holds at an epoch; null where none does yet.
 * @type {(text: string | null, epoch: number, rate: string) => string | null}
 */
export function amended(text, epoch, rate) {
  const pairs = entries(text);
  const at = pairs.findLastIndex(([from]) => from <= epoch);
  return at < 0 ? null : joined(pairs.with(at, [pairs[at][0], rate]));
}

/**
 * The rate that a contender's schedule acts on at an epoch.
 * @type {(contender: ContenderConfig, epoch: number) => number}
 */
export function rateAt({ learning_rate: first, manual }, epoch) {
  return (manual ?? []).findLast(([from]) => from <= epoch)?.[1] ?? first;
}

/**
 * Whether a run differs from a former one in nothing but the rates of one contender (its number) from an epoch on.
 * @type {(run: Run, former: Run, number: number, from: number) => boolean}
 */
export function isBranch({ config }, { config: former }, number, from) {
  const [now, before] = [config, former].map(({ contenders }) => contenders[number - 1]?.manual ?? []);
  /** @type {(manual: [number, number][]) => string} */
  const past = (manual) => manualText(manual.filter(([epoch]) => epoch < from));
  if (manualText(now) === manualText(before) || past(now) !== past(before)) return false;
  return without(config, number) === without(former, number);
}

/**
 * A configuration as text, but for the rates that a contender was given by hand.
 * @type {(config: Config, number: number) => string}
 */
function without(config, number) {
  const contenders = config.contenders.map((each, i) => (i === number - 1 ? { ...each, manual: null } : each));
  return JSON.stringify({ ...config, contenders });
}
