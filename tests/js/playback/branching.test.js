import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Branching } from "../../../frontend/playback/branching.js";
import { Clock } from "../../../frontend/playback/clock.js";

let branches, clock, query, put, ghosts, now, listeners, note, back, freshened;

function fakeRun(manual = null, rest = {}) {
  const contender = (number, rates) => ({ optimizer: "sgd", learning_rate: 0.1 * number, manual: rates, number });
  const every = [contender(1, manual), contender(2, null)];
  return {
    config: { contenders: every, epochs: 100, ...rest },
    contenders: every.map(({ number }) => ({ label: `Contender ${number}`, number })),
    count: 2,
    epochs: 100,
    report: { contenders: [{ epoch: 100 }, { epoch: 50 }] },
  };
}

beforeEach(() => {
  listeners = {};
  globalThis.document = { addEventListener: (kind, listen) => (listeners[kind] = listen) };
  [query, put, ghosts, now, freshened] = [new URLSearchParams("v=1"), [], [], 0, 0];
  note = { textContent: "", hidden: true };
  back = { hidden: true, addEventListener: (_, listen) => (back.click = listen) };
  clock = new Clock();
  clock.setRun(100, [], 0);
  const moment = () => ({ epochs: [clock.epoch(now), clock.epoch(now)] });
  const inputs = { query, put: (changes) => put.push(changes), freshen: () => freshened++ };
  const ghostViews = [{ setGhost: (ghost) => ghosts.push(ghost) }];
  branches = new Branching({ player: { clock, moment }, inputs, ghostViews, note, back, now: () => now });
});

function playTo(epoch) {
  clock.seek(epoch, now);
  clock.play(now);
}

test("what is turned while the run plays holds from the shown epoch on", () => {
  branches.setRun(fakeRun());
  playTo(40.6);
  assert.deepEqual(branches.turned("lr", "0.01"), { manual: "40:0.01" });
  assert.deepEqual(branches.turned("2.lr", "0.02"), { "2.manual": "40:0.02" });
});

test("only a learning rate branches, and only that of a contender that runs and still moves", () => {
  branches.setRun(fakeRun());
  playTo(60);
  for (const name of ["momentum", "2.beta1", "3.lr", "2.lr"]) assert.equal(branches.turned(name, "0.01"), null, name);
  assert.equal(branches.turned("lr", ""), null, "emptied");
  clock.seek(0.5, now);
  now += 1000;
  clock.seek(0.5, now);
  assert.equal(branches.turned("lr", "0.01"), null, "at the start");
});

test("a slider that is held is one gesture, whose epoch is that at which it began", () => {
  branches.setRun(fakeRun());
  playTo(40);
  listeners.pointerdown();
  const found = [0.02, 0.03, 0.04].map((rate) => {
    const changes = branches.turned("lr", String(rate));
    query.set("manual", changes.manual);
    now += 2000;
    return changes.manual;
  });
  assert.deepEqual(found, ["40:0.02", "40:0.03", "40:0.04"]);
  listeners.pointerup();
  clock.seek(70, now);
  listeners.pointerdown();
  assert.deepEqual(branches.turned("lr", "0.5"), { manual: "40:0.04,70:0.5" });
});

test("keys are one gesture while they come quickly", () => {
  branches.setRun(fakeRun());
  playTo(40);
  branches.turned("lr", "0.02");
  now += 600;
  assert.deepEqual(branches.turned("lr", "0.03"), { manual: "40:0.03" });
  now += 800;
  assert.deepEqual(branches.turned("lr", "0.04"), { manual: "54:0.04" });
});

test("paused, the rate that holds at the shown epoch changes: the first one as a control does, a later one in place", () => {
  branches.setRun(fakeRun([[40, 0.05]]));
  query.set("manual", "40:0.05");
  clock.seek(20, now);
  assert.equal(branches.turned("lr", "0.3"), null);
  clock.seek(60, now);
  now += 1000;
  assert.deepEqual(branches.turned("lr", "0.3"), { manual: "40:0.3" });
});

test("the control shows the rate at the shown epoch, and follows when that passes another", () => {
  const run = fakeRun([[40, 0.05]]);
  branches.setRun(run);
  const shown = [0, 39, 40, 99].map((epoch) => {
    clock.seek(epoch, now);
    branches.draw({ epochs: [epoch, epoch] }, run);
    return branches.rate(run.config, 1);
  });
  assert.deepEqual(shown, [0.1, 0.1, 0.05, 0.05]);
  assert.equal(branches.rate(run.config, 2), 0.2);
  assert.equal(freshened, 2);
});

test("the former run stays as a ghost while the branch is on the screen, and goes with any other change", () => {
  const former = fakeRun();
  branches.setRun(former);
  playTo(40);
  branches.turned("lr", "0.05");
  assert.deepEqual(ghosts, [], "not before the branch is there");
  branches.setRun(fakeRun([[40, 0.05]]));
  assert.deepEqual(ghosts, [{ run: former, k: 0, number: 1, from: 40 }]);
  assert.match(note.textContent, /^Contender 1: learning rate 0.05 from epoch 40 on/);
  assert.deepEqual([note.hidden, back.hidden], [false, false]);
  branches.setRun(fakeRun([[40, 0.06]]));
  assert.equal(ghosts.length, 1, "turned further it is the same ghost");
  branches.setRun(fakeRun([[40, 0.06]], { epochs: 200 }));
  assert.deepEqual([ghosts.at(-1), note.textContent, back.hidden], [null, "", true]);
});

test("a branch can be taken back, to the rates of the former run", () => {
  branches.setRun(fakeRun([[20, 0.2]]));
  query.set("manual", "20:0.2");
  playTo(40);
  branches.turned("lr", "0.05");
  branches.setRun(fakeRun([[20, 0.2], [40, 0.05]]));
  back.click();
  assert.deepEqual(put, [{ manual: "20:0.2" }]);
  branches.setRun(fakeRun([[20, 0.2]]));
  assert.equal(ghosts.at(-1), null);
});
