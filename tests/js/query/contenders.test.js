import assert from "node:assert/strict";
import { test } from "node:test";

import { add, copy, numbered, remove, turn, unnumbered } from "../../../frontend/query/contenders.js";

const OWN = new Set(["opt", "lr", "beta1", "manual", "batch", "off"]);
const on = (change) => (query, ...rest) => change(new URLSearchParams(query), OWN, ...rest).toString();
const [adding, copying, removing, turning] = [add, copy, remove, turn].map(on);

test("a name of the address says whose it is", () => {
  assert.deepEqual(["lr", "2.lr", "6.off"].map(unnumbered), [[1, "lr"], [2, "lr"], [6, "off"]]);
  assert.deepEqual([numbered(1, "lr"), numbered(3, "lr")], ["lr", "3.lr"]);
});

test("who is added is another optimizer than those there, on the same batches", () => {
  assert.equal(adding("v=1&batch=10"), "v=1&batch=10&2.opt=momentum&2.batch=10");
  assert.equal(adding("v=1&opt=momentum"), "v=1&opt=momentum&2.opt=gradient_descent");
  assert.equal(adding("v=1&2.opt=momentum"), "v=1&2.opt=momentum&3.opt=adam");
  const all = ["momentum", "adam", "rmsprop", "nesterov"].map((name, k) => `${k + 2}.opt=${name}`).join("&");
  assert.equal(adding(all), `${all}&6.opt=newton`);
  assert.match(adding("opt=newton&2.opt=gradient_descent&3.opt=momentum&4.opt=adam&5.opt=rmsprop"), /6.opt=nesterov$/);
});

test("a copy comes last and says what the first one need not", () => {
  assert.equal(copying("v=1&lr=0.1&2.opt=adam", 1), "v=1&lr=0.1&2.opt=adam&3.opt=gradient_descent&3.lr=0.1");
  assert.equal(copying("2.opt=adam&2.lr=0.2&2.off=1", 2), "2.opt=adam&2.lr=0.2&2.off=1&3.opt=adam&3.lr=0.2&3.off=1");
});

test("those behind one that is removed move up", () => {
  assert.equal(removing("v=1&lr=0.1&2.opt=adam&2.lr=0.2&3.opt=lion&3.beta1=0.5", 2), "v=1&lr=0.1&2.opt=lion&2.beta1=0.5");
  assert.equal(removing("v=1&lr=0.1&2.opt=adam&2.lr=0.2", 1), "v=1&opt=adam&lr=0.2");
  assert.equal(removing("opt=adam&2.lr=0.2", 1), "lr=0.2");
});

const THREE = "2.opt=adam&3.opt=lion";

test("who is followed is followed still when the numbers change", () => {
  assert.equal(removing(`follow=3&rival=2&${THREE}`, 1), "follow=2&rival=1&opt=adam&2.opt=lion");
  assert.equal(removing(`rival=3&extent=4&${THREE}`, 2), "rival=2&extent=4&2.opt=lion");
});

test("who is gone or off is followed no longer, and the extent that was meant for it goes, too", () => {
  assert.equal(removing(`follow=2&rival=3&extent=4&${THREE}`, 2), "rival=2&2.opt=lion");
  assert.equal(turning(`follow=2&rival=3&${THREE}`, 2, false), "rival=3&2.opt=adam&2.off=1&3.opt=lion");
  assert.equal(turning(`follow=3&rival=2&${THREE}`, 2, false), "follow=3&2.opt=adam&2.off=1&3.opt=lion");
});

test("nobody is the rival of oneself: not when the first that runs is another", () => {
  assert.equal(turning(`rival=2&${THREE}`, 1, false), "off=1&2.opt=adam&3.opt=lion");
  assert.equal(removing(`rival=2&${THREE}`, 1), "opt=adam&2.opt=lion");
  assert.equal(turning(`rival=3&${THREE}`, 1, false), "rival=3&off=1&2.opt=adam&3.opt=lion");
});

test("who is switched on again is as before", () => {
  const off = turning("v=1&2.opt=adam&2.lr=0.2", 2, false);
  assert.equal(off, "v=1&2.opt=adam&2.lr=0.2&2.off=1");
  assert.equal(turning(off, 2, true), "v=1&2.opt=adam&2.lr=0.2");
});
