import assert from "node:assert/strict";
import { test } from "node:test";

import { Clock, SPEEDS, interpolate, timeline } from "../../../frontend/playback/clock.js";
import { closeTo } from "../helpers.js";

const SHORTEST = 0.07;
// Slices every quarter of an epoch at first, when the surface changes fast, then rarely.
const KEYS = [0, 0.25, 0.5, 1, 2, 50];

function clockOf(end, keys = [], now = 0) {
  const clock = new Clock();
  clock.setRun(end, keys, now);
  return clock;
}

function near(actual, expected) {
  assert.ok(closeTo(actual, expected), `${actual} is not ${expected}`);
}

test("where no slices are due, ten epochs pass in a second at speed 1, and in proportion at the others", () => {
  for (const speed of SPEEDS) {
    const { seconds, epochs } = timeline(100, [], speed);
    assert.deepEqual(epochs, [0, 100]);
    near(seconds.at(-1), 10 / speed);
  }
});

test("at speed 1 and below every slice is shown at least its shortest time, and no longer than it needs", () => {
  for (const speed of SPEEDS.filter((factor) => factor <= 1)) {
    const { seconds, epochs } = timeline(100, KEYS, speed);
    assert.deepEqual(epochs, [...KEYS, 100]);
    for (let i = 1; i < epochs.length; i++) {
      near(seconds[i] - seconds[i - 1], Math.max(SHORTEST, (epochs[i] - epochs[i - 1]) / 10) / speed);
    }
  }
});

test("above speed 1 no slice holds the run up", () => {
  for (const speed of SPEEDS.filter((factor) => factor > 1)) {
    const { seconds, epochs } = timeline(100, KEYS, speed);
    epochs.forEach((epoch, i) => near(seconds[i], epoch / (10 * speed)));
  }
});

test("slices outside the run, at its start and at its end make no further breakpoints", () => {
  assert.deepEqual(timeline(3, [-1, 0, 1, 3, 4], 1).epochs, [0, 1, 3]);
  assert.deepEqual(timeline(0, [0], 1), { seconds: [0], epochs: [0] });
});

test("interpolation goes straight from breakpoint to breakpoint and holds the ends", () => {
  const found = [-1, 0, 0.25, 1, 1.5, 2, 3, 4].map((value) => interpolate(value, [0, 1, 3], [0, 10, 0]));
  assert.deepEqual(found, [0, 0, 2.5, 10, 7.5, 5, 0, 0]);
});

test("interpolation back and forth along a timeline gives what went in", () => {
  for (const speed of SPEEDS) {
    const { seconds, epochs } = timeline(100, KEYS, speed);
    for (let epoch = 0; epoch <= 100; epoch += 0.37) {
      near(interpolate(interpolate(epoch, epochs, seconds), seconds, epochs), epoch);
    }
  }
});

test("a clock that does not play stands still", () => {
  const clock = clockOf(100);
  clock.seek(40, 0);
  assert.deepEqual([0, 1e6].map((now) => clock.epoch(now)), [40, 40]);
});

test("a playing clock goes ten epochs a second, to the end and no further", () => {
  const clock = clockOf(100);
  clock.play(5000);
  const course = [[5000, 0], [5500, 5], [6000, 10], [14000, 90], [15000, 100], [99000, 100]];
  for (const [now, epoch] of course) near(clock.epoch(now), epoch);
  assert.deepEqual([14999, 15000].map((now) => clock.atEnd(now)), [false, true]);
});

test("the epoch goes on while time does, never back, whatever the slices and the speed", () => {
  for (const speed of SPEEDS) {
    const clock = clockOf(100, KEYS);
    clock.setSpeed(speed, 0);
    clock.seek(0.3, 0);
    clock.play(0);
    let before = clock.epoch(0);
    for (let now = 1; now < 1000; now += 1.7) {
      const epoch = clock.epoch(now);
      assert.ok(epoch > before || epoch === 100, `at ${now} ms and speed ${speed}`);
      before = epoch;
    }
  }
});

test("a change of speed keeps the epoch, and the new speed holds from there", () => {
  for (const keys of [[], KEYS]) {
    const clock = clockOf(100, keys);
    clock.play(0);
    let now = 0;
    for (const speed of [4, 0.25, 16, 1, 2]) {
      now += 60;
      const epoch = clock.epoch(now);
      clock.setSpeed(speed, now);
      near(clock.epoch(now), epoch);
    }
    clock.seek(60, now);
    near(clock.epoch(now + 1000), 80);
  }
});

test("a change of speed does not move a clock that stands", () => {
  const clock = clockOf(100, KEYS);
  clock.seek(0.3, 0);
  clock.setSpeed(16, 500);
  assert.equal(clock.epoch(1000), 0.3);
});

test("a pause keeps the epoch, and playing goes on from there", () => {
  const clock = clockOf(100, KEYS);
  clock.play(0);
  clock.pause(3000);
  const epoch = clock.epoch(3000);
  assert.equal(clock.playing, false);
  assert.equal(clock.epoch(60000), epoch);
  clock.play(60000);
  near(clock.epoch(60000), epoch);
  near(clock.epoch(60500), epoch + 5);
});

test("playing at the end starts over", () => {
  const clock = clockOf(100, KEYS);
  clock.seek(100, 0);
  clock.play(1000);
  assert.equal(clock.epoch(1000), 0);
});

test("playing while it plays changes nothing", () => {
  const clock = clockOf(100);
  clock.play(0);
  clock.play(500);
  near(clock.epoch(1000), 10);
});

test("seeking stays inside the run and does not change whether it plays", () => {
  const clock = clockOf(100);
  for (const [asked, got] of [[Infinity, 100], [-3, 0], [41.5, 41.5]]) {
    clock.seek(asked, 0);
    assert.deepEqual([clock.epoch(0), clock.playing], [got, false]);
  }
  clock.play(0);
  clock.seek(20, 700);
  assert.equal(clock.playing, true);
  near(clock.epoch(1700), 30);
});

test("a step goes to the next or last whole epoch and stays inside the run", () => {
  const clock = clockOf(9, KEYS);
  const steps = [[4, 3, 7], [4.3, 10, 9], [8, -10, 0], [4.3, -2, 3], [4, 1, 5], [4, -1, 3], [4.3, 1, 5], [4.3, -1, 4], [9, 1, 9], [8.5, 1, 9], [0, -1, 0]];
  for (const [from, direction, to] of steps) {
    clock.seek(from, 0);
    clock.step(direction, 0);
    assert.equal(clock.epoch(0), to, `${direction} from ${from}`);
  }
});

test("it can play on from its end, and goes on when more comes", () => {
  const clock = clockOf(100);
  clock.seek(100, 0);
  clock.resume(100, 0);
  assert.deepEqual([clock.playing, clock.epoch(500)], [true, 100]);
  clock.setRun(200, [], 500);
  near(clock.epoch(1500), 110);
});

test("it knows for how long it has been playing at its end", () => {
  const clock = clockOf(100);
  clock.seek(90, 0);
  assert.equal(clock.overtime(5000), 0);
  clock.play(0);
  for (const [now, over] of [[0, 0], [999, 0], [1000, 0], [1700, 700]]) near(clock.overtime(now), over);
  clock.setSpeed(2, 500);
  near(clock.overtime(1000), 250);
});

test("a step stops the playing", () => {
  const clock = clockOf(9);
  clock.play(0);
  clock.step(1, 330);
  assert.deepEqual([clock.epoch(330), clock.epoch(9999), clock.playing], [4, 4, false]);
});

test("a new run, or more slices, keeps the epoch", () => {
  for (const playing of [false, true]) {
    const clock = clockOf(100);
    clock.seek(30, 0);
    if (playing) clock.play(0);
    clock.setRun(80, KEYS, 0);
    near(clock.epoch(0), 30);
    assert.equal(clock.playing, playing);
    near(clock.epoch(1000), playing ? 40 : 30);
  }
});

test("a new run that is shorter is shown at its end", () => {
  const clock = clockOf(100);
  clock.seek(70, 0);
  clock.setRun(50, KEYS, 0);
  assert.equal(clock.epoch(0), 50);
});

test("who stands at the end stays at the end of a new run, and who stands at the start at the start", () => {
  const clock = clockOf(100);
  clock.seek(100, 0);
  clock.setRun(400, [], 0);
  assert.equal(clock.epoch(0), 400);
  clock.setRun(20, [], 0);
  assert.equal(clock.epoch(0), 20);
  assert.equal(clockOf(100).epoch(0), 0);
});
