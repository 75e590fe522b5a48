import assert from "node:assert/strict";
import { test } from "node:test";

import { understood } from "../../../frontend/query/lenient.js";
import { Spelling } from "../../../frontend/query/spelling.js";

const labels = (entries) => Object.fromEntries(Object.entries(entries).map(([name, label]) => [name, { label }]));
const whole = (kind = "number") => ({ kind, ranges: [{ integer: true }] });
const real = (kind = "number") => ({ kind, ranges: [{ integer: false }] });
const CONTROLS = {
  ...Object.fromEntries(["opt", "data", "loss", "schedule", "plane"].map((name) => [name, { kind: "choice", ranges: [] }])),
  ...{ features: { kind: "several", ranges: [] }, epochs: whole(), seed: whole(), hidden: whole("list"), lr: real(), start: real("list") },
  ...{ manual: { kind: "list", ranges: [{ integer: true }, { integer: false }] }, data_seed: whole(), standardise: { kind: "switch", ranges: [{ integer: true }] } },
};
const CHOICES = {
  opt: labels({ gradient_descent: "Gradient descent", adam: "Adam", adamw: "AdamW", lbfgs: "L-BFGS", armijo: "Armijo line search", numerical: "Numerical gradient" }),
  data: labels({ blobs: "Blobs", moons: "Moons", xor: "Exclusive or", gaussian_quantiles: "Gaussian quantiles" }),
  loss: labels({ sse: "Squared errors, summed", mse: "Squared errors, mean", cross_entropy: "Cross-entropy", hinge: "Hinge (SVM)" }),
  schedule: labels({ constant: "Constant", linear_warmup: "Warm-up", one: "Two", two: "Twin", twin: "Other", a: "Same", b: "same" }),
  plane: labels({ weights: "Two parameters", pca: "PCA of the trails" }),
  features: labels({ x1_squared: "x\u2081²", x1_x2: "x\u2081·x\u2082", sin_x1: "sin x\u2081" }),
};
const SPELLING = new Spelling(CONTROLS, CHOICES);
const KNOWN = new Set(["v", "off", "edits", ...Object.keys(CONTROLS)]);
const read = (query) => understood(`?${query}`, KNOWN, SPELLING);
const means = (wanted, ways) => ways.forEach((way) => assert.deepEqual(read(way), { query: wanted, said: [], exact: true }, way));

test("a choice is understood by its key or its label in any capitals, with spaces, hyphens or underscores", () => {
  means("opt=adam", ["opt=adam", "opt=Adam", "opt=ADAM", "opt=aDaM"]);
  means("opt=gradient_descent", ["opt=gradient-descent", "opt=Gradient%20descent", "opt=gradient+descent", "opt=GradientDescent", "opt=GRADIENT_DESCENT", "opt=gradient%20%20descent"]);
  means("opt=lbfgs", ["opt=L-BFGS", "opt=l_bfgs", "opt=LBFGS"]);
  means("opt=armijo", ["opt=Armijo%20line%20search", "opt=armijo-line-search"]);
  means("data=xor", ["data=XOR", "data=Exclusive%20or", "data=exclusive_or"]);
  means("loss=mse", ["loss=MSE", "loss=Squared%20errors,%20mean", "loss=squared-errors-mean"]);
  means("loss=cross_entropy", ["loss=Cross-Entropy", "loss=crossentropy", "loss=Cross%20Entropy"]);
  means("loss=hinge", ["loss=Hinge", "loss=Hinge%20(SVM"]);
  means("plane=pca", ["plane=PCA", "plane=PCA%20of%20the%20trails"]);
  means("schedule=linear_warmup", ["schedule=Warm-up", "schedule=warmup", "schedule=Linear-Warmup"]);
  means("features=x1_squared,x1_x2", ["features=X1_squared,x1-x2", "features=x1_squared,%20X1_X2"]);
});

test("a contender's choice is understood like the first one's", () => {
  means("opt=adam&2.opt=lbfgs&2.lr=1", ["opt=Adam&2.opt=L-BFGS&2.lr=1"]);
});

test("a key is itself before it is another's label, and what may be two choices is left to be refused", () => {
  means("schedule=two", ["schedule=Two"]);
  means("schedule=twin", ["schedule=twin", "schedule=TWIN"]);
  for (const text of ["same", "Same", "adagrad", "tw"]) assert.equal(read(`schedule=${text}`).query, `schedule=${text}`);
  assert.equal(read("opt=adm%20w").query, "opt=adm%20w");
});

test("a name is understood with hyphens or without its underscores", () => {
  means("data_seed=3", ["data-seed=3", "dataseed=3", "data_seed=3"]);
});

test("a whole number is understood however it is written, in lists too", () => {
  means("epochs=5", ["epochs=5", "epochs=5.0", "epochs=5%2C0"]);
  means("epochs=50", ["epochs=5e1", "epochs=5E1", "epochs=50,0"]);
  assert.equal(read("epochs=+5").query, "epochs=%2B5");
  assert.equal(read("epochs=%205").query, "epochs=5");
  assert.equal(read("epochs=%EF%BC%95").query, "epochs=5");
  means("hidden=4,8", ["hidden=4.0,8", "hidden=4,%208e0"]);
  means("manual=50:10", ["manual=50.0:10", "manual=5e1:10"]);
  for (const text of ["5.5", "x", "1_0", "0.5"]) assert.equal(read(`epochs=${text}`).query, `epochs=${text}`);
});

test("a number stays as it was written where an address may have it so", () => {
  for (const text of ["1e-3", "0.10", ".5", "-0", "007", "9".repeat(44)]) means(`lr=${text}`, [`lr=${text}`]);
  for (const text of ["-0", "9".repeat(44)]) means(`epochs=${text}`, [`epochs=${text}`]);
  means("lr=0.1", ["lr=0,1"]);
  assert.equal(read("lr=1,500").query, "lr=1,500");
});

const WORDS = ["see this", "and look at the trail", "(my run)", "\u2013 my run", "by Ann, 2026", "- at 3 o'clock", "\u{1F600} wow", "\n\nsee this", "check: it falls", "https://example.org"];

test("words after a link are left out and said to be, whatever its last value is, and the value is kept", () => {
  for (const value of ["lr=0.1", "opt=adam", "epochs=40", "hidden=4,8", "start=-1,2.5", "manual=50:10", "features=x1_squared,x1_x2", "edits=17:1.25:-0.5:1,18", "standardise=1"]) {
    for (const words of WORDS) {
      for (const gap of [" ", ", ", ". ", ") "]) {
        const found = read(`${value}${gap}${words}`.replaceAll(" ", "%20").replaceAll("\n", "%0A"));
        assert.equal(found.query, value.replaceAll("+", "%2B"), `${value}${gap}${words}`);
        assert.equal(found.exact, false);
        assert.match(found.said[0], new RegExp(`^'.+' after ${value} is ignored[.]$`));
      }
    }
  }
});

test("words are named as they were written, short, and those in the middle of a link too", () => {
  assert.deepEqual(read("lr=0.1%20see%20this").said, ["'see this' after lr=0.1 is ignored."]);
  assert.deepEqual(read("lr=0.1+see+this").said, ["'see this' after lr=0.1 is ignored."]);
  assert.deepEqual(read("opt=Gradient%20descent%20see%20this"), { query: "opt=gradient_descent", said: ["'see this' after opt=gradient_descent is ignored."], exact: false });
  assert.deepEqual(read("lr=0.1%20here&epochs=40%20ok"), { query: "lr=0.1&epochs=40", said: ["'here' after lr=0.1 is ignored.", "'ok' after epochs=40 is ignored."], exact: false });
  assert.match(read(`lr=0.1%20${"x".repeat(99)}`).said[0], /^'x{40}[.]{3}' after/);
});

test("punctuation after a value is none of it, whoever it is", () => {
  for (const end of [".", ",", ")", "!", ").", "\u2026"]) {
    for (const value of ["lr=0.1", "epochs=40", "opt=adam", "hidden=4,8"]) assert.deepEqual(read(value + end), { query: value, said: [], exact: false });
  }
});

test("a value that a line breaks in is whole", () => {
  assert.equal(read("opt=ad%0Aam").query, "opt=adam");
  assert.equal(read("epochs=4%0D%0A0").query, "epochs=40");
  assert.equal(read("epochs=1%20000").query, "epochs=1000");
});

test("what nobody understands stays as it was written", () => {
  assert.equal(read("lr=fast%20as%20light").query, "lr=fast%20as%20light");
  assert.equal(read(`lr=${"a%20".repeat(2000)}b`).said.length, 0);
});
