// Links as they arrive: with what mail, chats and trackers have done to them. Only the page is lenient; the server is not.

import { folded } from "../base/numbers.js";
import { numbered, unnumbered } from "./contenders.js";
import { heard, Spelling } from "./spelling.js";

// Parameters by which others follow a link around.
const TRACKING = new RegExp(
  `^(${[
    "utm_\\w+|fbclid|fb_\\w+|gclid|gclsrc|gad_\\w+|gbraid|wbraid|dclid|srsltid|_ga|_gl|_gac|gs_l|ved|usg",
    "msclkid|yclid|ysclid|_openstat|twclid|ttclid|tt_\\w+|li_fat_id|lipi|trk\\w*|igshid|igsh|mibextid|sfnsn|rdt_cid|epik|scid|sccid|s_kwcid|ef_id",
    "mc_\\w+|mkt_tok|_hs\\w+|hsa_\\w+|hsctatracking|vero_\\w+|oly_\\w+|_kx|dm_i|elq\\w*|bxid|ck_subscriber_id|ml_subscriber\\w*|rb_clickid|wickedid",
    "ref|ref_\\w+|referrer|referer|source|src|from|via|feature|si|spm|scm|share|share_\\w+|shareid|sharesource|smid|soc_\\w+|cmp|cmpid|campaign\\w*|cid|icid|ncid|ocid|xtor|rcm",
    "pk_\\w+|mtm_\\w+|matomo_\\w+|piwik_\\w+|at_(medium|campaign|source|\\w*)|irclickid|irgwc|cjevent|zanpid|awc|guce\\w*|__\\w+|_branch_match_id|_x_tr_\\w+|wt[._]\\w+",
  ].join("|")})$`,
  "i",
);
const DECODINGS = 3;
const ESCAPES = /(%[0-9a-f]{2})+/gi;
const AMPERSANDS = /&(amp|#0*38|#x0*26);|\\u0026/gi;
// The one name whose beginning, after an ampersand, HTML reads as a sign: &centers.
const CENTS = /\u00a2ers/g;
const ENTITIES = /&(quot|apos|lt|gt|nbsp|shy|zwnj|zwj|[lr][sd]quo|#\d+|#x[0-9a-f]+);/gi;
// Quoted-printable: an equals sign as =3D, and lines that go on after another.
const QUOTED = /=3D/i;
const UNQUOTED = "\u0001";
const QUOTES = /["'`\u00ab\u00bb\u2018-\u201f\u2039\u203a\u300c\u300d\\]/g;
const BEFORE = /^[\s([{<*~]+/;
// An escape that was cut off is punctuation too.
const AFTER = /([\s.,:!|)\]}>*_~\u2026\u3002\u3001\u2014-]|%[0-9a-f]?$)+$/i;
// What chats and pages write between a link and its words, or after it.
const LABEL = /[|<>]/;
const BREAKS = /\s*[\r\n]+\s*/g;
const LETTER = /^[a-z]/;
const ELSEWHERE = /^(https?:\/)?\//i;

/**
 * What the text of an address (from its question mark on) asks for: { query, said, exact }: a query as the server wants it,
 * a sentence for each part that is left out, and whether it was just that, however its names and values were spelled.
 * `known` are the names that there are; `spelling` knows their values.
 * @type {(address: string, known: Set<string>, spelling?: Spelling) => { query: string, said: string[], exact: boolean }}
 */
export function understood(address, known, spelling = new Spelling()) {
  const names = new Map([...known].map((name) => [heard(name), name]));
  /** @type {Map<string, string>[]} */
  const [kept, typed] = [new Map(), new Map()];
  /** @type {string[]} */
  const said = [];
  for (const [written, text] of pieces(address)) {
    const name = spelled(written, known, names);
    const own = unnumbered(name)[1];
    if (!known.has(own) && TRACKING.test(name)) continue;
    if (text === null) {
      said.push(`'${cut(written)}' has no value.`);
      continue;
    }
    const { value, left } = known.has(own) ? spelling.read(own, text) : { value: text.replace(/\s/g, ""), left: "" };
    if (left) said.push(`'${cut(left)}' after ${cut(name)}=${cut(value)} is ignored.`);
    if (!kept.has(name)) kept.set(name, value), typed.set(written, text.replace(BREAKS, ""));
    else if (kept.get(name) !== value) said.push(`${cut(name)} is given more than once; ${cut(kept.get(name) ?? "")} is used.`);
  }
  return { query: joined(closed(kept)), said, exact: !said.length && same(address, joined(closed(typed))) };
}

/**
 * The name that there is for one that is written with hyphens or spaces, or without underscores.
 * @type {(written: string, known: Set<string>, names: Map<string, string>) => string}
 */
function spelled(written, known, names) {
  const [number, own] = unnumbered(written);
  return known.has(own) || !LETTER.test(own) ? written : numbered(number, names.get(heard(own)) ?? own);
}

/**
 * A query without the names that the server refused: { query, said }; null where that leaves it as it is.
 * @type {(query: string, errors: { field: string, detail: string }[]) => { query: string, said: string[] } | null}
 */
export function without(query, errors) {
  const pairs = new Map(new URLSearchParams(query.replaceAll("+", "%2B")));
  const refused = errors.filter(({ field }) => pairs.delete(field));
  if (!refused.length) return null;
  return { query: joined(closed(pairs)), said: refused.map(({ detail }) => detail) };
}

/**
 * The names and values (null: none) of what arrived.
 * @type {(address: string) => [string, string | null][]}
 */
function pieces(address) {
  const text = unquoted(decoded(address).replace(AMPERSANDS, "&").replace(AMPERSANDS, "&").replace(CENTS, "&centers").replace(ENTITIES, ""));
  const [query] = folded(text).replace(/^#+/, "").split("#");
  const all = query.replace(QUOTES, "").split(/[&;?]+/).map((piece) => piece.replace(BEFORE, "").replace(AFTER, ""));
  return all.filter((piece) => piece && !ELSEWHERE.test(piece)).map((piece) => {
    const at = piece.indexOf("=");
    if (at < 0) return [piece.replace(/\s+/g, " "), null];
    return [piece.slice(0, at).replace(/\s/g, "").toLowerCase(), piece.slice(at + 1).split(LABEL)[0].trim()];
  });
}

/** @type {(text: string) => string} */
function decoded(text) {
  let now = text;
  for (let i = 0; i < DECODINGS; i++) now = now.replace(ESCAPES, plain);
  return now;
}

/**
 * What escapes stand for; where that is no text, they stay.
 * @type {(escapes: string) => string}
 */
function plain(escapes) {
  try {
    return decodeURIComponent(escapes);
  } catch {
    return escapes;
  }
}

/** @type {(text: string) => string} */
function unquoted(text) {
  if (!QUOTED.test(text)) return text;
  return text.replaceAll(/=3D/gi, UNQUOTED).replaceAll(/=\s*/g, "").replaceAll(UNQUOTED, "=");
}

/**
 * Contenders without a gap in their numbers.
 * @type {(pairs: Map<string, string>) => Map<string, string>}
 */
function closed(pairs) {
  const numbers = [...new Set([...pairs.keys()].map((name) => unnumbered(name)[0]))].filter((number) => number > 1).sort();
  return new Map([...pairs].map(([name, value]) => {
    const [number, own] = unnumbered(name);
    return [number > 1 ? numbered(numbers.indexOf(number) + 2, own) : name, value];
  }));
}

/** @type {(pairs: Map<string, string>) => string} */
function joined(pairs) {
  return [...pairs].map((pair) => pair.map(escaped).join("=")).join("&");
}

/** @type {(text: string) => string} */
function escaped(text) {
  return encodeURIComponent(text).replaceAll("%2C", ",").replaceAll("%3A", ":");
}

/**
 * Whether an address is just a query, whatever it writes as escapes.
 * @type {(address: string, query: string) => boolean}
 */
function same(address, query) {
  const asked = address.replace(/^[?]/, "").split("&").filter(Boolean);
  const whole = asked.every((piece) => piece.includes("=")) && /^([?]|$)/.test(address);
  const wanted = query.split("&").filter(Boolean);
  return whole && asked.length === wanted.length && asked.every((piece, i) => plainly(piece) === plainly(wanted[i]));
}

/** @type {(piece: string) => string} */
const plainly = (piece) => piece.replace(ESCAPES, plain);

const SHOWN = 40;
/** @type {(text: string) => string} */
const cut = (text) => (text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text);
