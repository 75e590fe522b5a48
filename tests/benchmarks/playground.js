// The algorithm of TensorFlow Playground's nn.ts, as a measure: a graph of nodes and links, point by point.
// A network of tanh units, a tanh output, and half the squared error; each link and node sums up its derivatives, and an
// update divides them by the batch size. After an epoch the Playground computes the loss on both halves of its data; here
// the points stand for both. It has no Adam: a step of it is added in the same way. Each line from standard input is a
// number of epochs; it answers with the parameters, node by node: the weights into it, then its bias.

import process from 'node:process';
import { createInterface } from 'node:readline';

const tanh = {
  output: (x) => Math.tanh(x),
  // The Playground computes the activation again for its derivative.
  slope: (x) => {
    const output = tanh.output(x);
    return 1 - output * output;
  },
};
const halfSquare = {
  value: (output, target) => 0.5 * Math.pow(output - target, 2),
  slope: (output, target) => output - target,
};

/** By the number of an update: what an optimizer subtracts from a parameter, which keeps what it needs in `of`. */
const optimizers = {
  gradient_descent: () => (rate, slope) => rate * slope,
  adam: (t) => {
    const first = 1 - Math.pow(0.9, t);
    const second = 1 - Math.pow(0.999, t);
    return (rate, slope, of) => {
      of.mean = 0.9 * of.mean + 0.1 * slope;
      of.square = 0.999 * of.square + 0.001 * slope * slope;
      return (rate * of.mean) / first / (Math.sqrt(of.square / second) + 1e-8);
    };
  },
};

class Node {
  into = [];
  outOf = [];
  bias = 0;
  score = 0;
  output = 0;
  byOutput = 0;
  byScore = 0;
  sum = 0;
  count = 0;
  kept = { mean: 0, square: 0 };

  constructor(activation) {
    this.activation = activation;
  }

  compute() {
    this.score = this.bias;
    for (let j = 0; j < this.into.length; j++) {
      const link = this.into[j];
      this.score += link.weight * link.from.output;
    }
    this.output = this.activation.output(this.score);
    return this.output;
  }
}

class Link {
  slope = 0;
  sum = 0;
  count = 0;
  penalty = null;
  kept = { mean: 0, square: 0 };

  constructor(from, to, weight) {
    this.from = from;
    this.to = to;
    this.weight = weight;
  }
}

/** Layers of nodes, linked; `parameters` are as in an answer. */
function build(units, parameters) {
  const given = parameters.values();
  const network = [];
  for (const [layer, count] of units.entries()) {
    network.push(Array.from({ length: count }, () => new Node(tanh)));
    if (layer === 0) continue;
    for (const node of network[layer]) {
      for (const before of network[layer - 1]) {
        const link = new Link(before, node, given.next().value);
        before.outOf.push(link);
        node.into.push(link);
      }
      node.bias = given.next().value;
    }
  }
  return network;
}

function forward(network, inputs) {
  const first = network[0];
  for (let i = 0; i < first.length; i++) first[i].output = inputs[i];
  for (let layer = 1; layer < network.length; layer++) {
    const nodes = network[layer];
    for (let i = 0; i < nodes.length; i++) nodes[i].compute();
  }
  return network[network.length - 1][0].output;
}

function backward(network, target, error) {
  const end = network[network.length - 1][0];
  end.byOutput = error.slope(end.output, target);
  for (let layer = network.length - 1; layer >= 1; layer--) {
    const nodes = network[layer];
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i];
      node.byScore = node.byOutput * node.activation.slope(node.score);
      node.sum += node.byScore;
      node.count++;
    }
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i];
      for (let j = 0; j < node.into.length; j++) {
        const link = node.into[j];
        link.slope = node.byScore * link.from.output;
        link.sum += link.slope;
        link.count++;
      }
    }
    if (layer === 1) continue;
    const before = network[layer - 1];
    for (let i = 0; i < before.length; i++) {
      const node = before[i];
      node.byOutput = 0;
      for (let j = 0; j < node.outOf.length; j++) {
        const link = node.outOf[j];
        node.byOutput += link.weight * link.to.byScore;
      }
    }
  }
}

function update(network, rate, share, step) {
  for (let layer = 1; layer < network.length; layer++) {
    const nodes = network[layer];
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i];
      if (node.count > 0) {
        node.bias -= step(rate, node.sum / node.count, node.kept);
        node.sum = 0;
        node.count = 0;
      }
      for (let j = 0; j < node.into.length; j++) {
        const link = node.into[j];
        const pull = link.penalty ? link.penalty.slope(link.weight) : 0;
        if (link.count > 0) {
          link.weight -= step(rate, (link.sum + share * pull) / link.count, link.kept);
          link.sum = 0;
          link.count = 0;
        }
      }
    }
  }
}

function loss(network, data) {
  let total = 0;
  for (let i = 0; i < data.length; i++) {
    total += halfSquare.value(forward(network, [data[i].x, data[i].y]), data[i].label);
  }
  return total / data.length;
}

let updates = 0;
let losses = 0;

function epoch(network, data, batch, rate, optimizer) {
  data.forEach((point, i) => {
    forward(network, [point.x, point.y]);
    backward(network, point.label, halfSquare);
    if ((i + 1) % batch === 0) update(network, rate, 0, optimizer(++updates));
  });
  losses += loss(network, data) + loss(network, data);
}

function parameters(network) {
  return network.slice(1).flatMap((nodes) =>
    nodes.flatMap((node) => [...node.into.map((link) => link.weight), node.bias]),
  );
}

const given = JSON.parse(process.argv[2]);
const network = build(given.units, given.parameters);
for await (const line of createInterface({ input: process.stdin })) {
  for (let i = 0; i < Number(line); i++) {
    epoch(network, given.data, given.batch, given.rate, optimizers[given.optimizer]);
  }
  if (Number.isNaN(losses)) throw new Error('diverged');
  process.stdout.write(`${JSON.stringify(parameters(network))}\n`);
}
