import assert from "node:assert/strict";
import { test } from "node:test";

import { EventParser, parse, unpack } from "../../../frontend/run/wire.js";
import { pack, sse } from "../helpers.js";

const EVENTS = [
  { id: "abc-0", kind: "run", data: '{"protocol":1}' },
  { id: "abc-1", kind: "frames", data: '{"first":0,"note":"θ: a colon, and event: a name"}' },
  { id: "abc-2", kind: "done", data: "{}" },
];
const TEXT = EVENTS.map(sse).join("");

function received(pieces) {
  const parser = new EventParser();
  return pieces.flatMap((piece) => parser.push(piece));
}

for (const [dtype, Type, values] of [
  ["<f8", Float64Array, [0, -0, 1 / 3, Number.MIN_VALUE, -Number.MAX_VALUE, NaN, Infinity, -Infinity]],
  ["<f4", Float32Array, [0, -1.5, Math.fround(0.1), NaN, Infinity, -Infinity]],
  ["<i4", Int32Array, [0, -1, 2147483647, -2147483648]],
  ["|u1", Uint8Array, [0, 1, 127, 128, 255]],
]) {
  test(`an array of ${dtype} is unpacked bit for bit`, () => {
    const { shape, data } = unpack(pack(dtype, [1, values.length], values));
    assert.deepEqual(shape, [1, values.length]);
    assert.equal(data.constructor, Type);
    assert.deepEqual([...data], values);
  });
}

test("an array without elements is unpacked to one", () => {
  const { shape, data } = unpack(pack("<f8", [0, 2], []));
  assert.deepEqual([shape, data.length], [[0, 2], 0]);
});

test("the engine's own base64 decoder, where there is one, gives the same", (t) => {
  const packed = pack("<i4", [3], [1, -2, 3]);
  const own = Object.getOwnPropertyDescriptor(Uint8Array, "fromBase64");
  t.after(() => (own ? Object.defineProperty(Uint8Array, "fromBase64", own) : delete Uint8Array.fromBase64));
  const results = [undefined, (text) => new Uint8Array([...Buffer.from(text, "base64")])].map((value) => {
    Object.defineProperty(Uint8Array, "fromBase64", { value, configurable: true });
    return unpack(packed);
  });
  assert.deepEqual(results[0], results[1]);
});

// From Python: `vlq(numpy.array(...))`, the same numbers as source maps write them.
for (const [numbers, text] of [
  [[0, 1, -1, 15, -15], "ACDef"],
  [[16, -16, 31, 511, -511, 512], "gBhB+B+f/fggB"],
  [[16383, 16384, -524288, 1073741823, -1073741824], "+/fgggBhgggB+/////BhgggggC"],
]) {
  test(`whole numbers in base64 VLQ are read digit by digit: ${numbers}`, () => {
    const { data } = unpack({ dtype: "<i4", shape: [numbers.length], along: [], data: text });
    assert.deepEqual([...data], numbers);
    assert.equal(data.constructor, Int32Array);
  });
}

test("differences along axes are summed up along each of them", () => {
  // [[5, 6, 7], [7, 9, 12]]: along the columns, then along the rows, then both twice.
  const shape = [2, 3];
  const values = [5, 6, 7, 7, 9, 12];
  for (const [along, differences] of [
    [[], [5, 6, 7, 7, 9, 12]],
    [[1], [5, 1, 1, 7, 2, 3]],
    [[0], [5, 6, 7, 2, 3, 5]],
    [[0, 1], [5, 1, 1, 2, 1, 2]],
    [[0, 0, 1, 1], [5, -4, 0, -3, 3, 1]],
  ]) {
    const data = differences.map((number) => "ACEGIKMOQSUWY"[number] ?? "0DFHJ"[-number]).join("");
    assert.deepEqual([...unpack({ dtype: "<i4", shape, along, data }).data], values, `along ${along}`);
  }
});

test("bytes that go down are bytes again", () => {
  const { data } = unpack({ dtype: "|u1", shape: [3], along: [0], data: "+PhBhB" });
  assert.deepEqual([data.constructor, ...data], [Uint8Array, 255, 239, 223]);
});

test("differences of no numbers are none", () => {
  assert.deepEqual(unpack({ dtype: "<i4", shape: [0, 2], along: [0], data: "" }), { shape: [0, 2], data: new Int32Array() });
});

test("an array of an unknown type is refused by its name", () => {
  assert.throws(() => unpack({ dtype: "<c8", shape: [1], data: "AAAAAAAAAAA=" }), /<c8/);
});

test("parsing unpacks the arrays at every depth and leaves the rest as it is", () => {
  const content = {
    first: 0,
    stopped: null,
    shape: [3],
    plane: { labels: ["w1", "w2"], origin: pack("<f8", [2], [1, NaN]) },
    boundary: [{ points: pack("<f4", [1, 2], [1, 2]), lines: pack("<i4", [2], [0, 1]) }],
  };
  const parsed = parse(JSON.stringify(content));
  assert.deepEqual(parsed, {
    first: 0,
    stopped: null,
    shape: [3],
    plane: { labels: ["w1", "w2"], origin: { shape: [2], data: Float64Array.of(1, NaN) } },
    boundary: [
      {
        points: { shape: [1, 2], data: Float32Array.of(1, 2) },
        lines: { shape: [2], data: Int32Array.of(0, 1) },
      },
    ],
  });
});

test("events that come in one piece come out in order, with id, kind and data", () => {
  assert.deepEqual(received([TEXT]), EVENTS);
});

test("a text that is cut anywhere, between two line feeds too, gives the same events", () => {
  for (let at = 0; at <= TEXT.length; at++) {
    const pieces = [TEXT.slice(0, at), TEXT.slice(at)];
    assert.deepEqual(received(pieces), EVENTS, `cut at ${at}`);
  }
});

test("a text that is cut twice gives the same events", () => {
  for (let first = 1; first < TEXT.length; first++) {
    for (let second = first + 1; second < TEXT.length; second++) {
      const pieces = [TEXT.slice(0, first), TEXT.slice(first, second), TEXT.slice(second)];
      assert.deepEqual(received(pieces), EVENTS, `cut at ${first} and ${second}`);
    }
  }
});

test("pieces of any one length give the same events", () => {
  for (let length = 1; length <= 40; length++) {
    const pieces = Array.from({ length: Math.ceil(TEXT.length / length) }, (_, i) => TEXT.slice(length * i, length * (i + 1)));
    assert.deepEqual(received(pieces), EVENTS, `pieces of ${length}`);
  }
});

test("an event comes out with the piece that completes it, not later", () => {
  const parser = new EventParser();
  assert.deepEqual(parser.push(TEXT.slice(0, sse(EVENTS[0]).length - 1)), []);
  assert.deepEqual(parser.push("\n"), [EVENTS[0]]);
});

test("comments, empty blocks and blocks without an event's name are passed over", () => {
  const text = `: keep alive\n\n\n\nid: abc-9\n\n${TEXT}: bye\n\n`;
  for (let at = 0; at <= text.length; at++) {
    assert.deepEqual(received([text.slice(0, at), text.slice(at)]), EVENTS, `cut at ${at}`);
  }
});
