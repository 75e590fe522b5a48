"""The same maths in plain NumPy: nothing is recorded, nothing is checked."""

import numpy as np

from solver.model.features import design


def sigmoid_activation(x):
    return 1.0 / (1 + np.exp(-x))


def sigmoid_deriv(x):
    return x * (1 - x)


def tutorial_loop(features, labels, weights, alpha, epochs):
    """The tutorial's loop without its output; labels and weights are columns."""
    losses = []
    for _ in range(epochs):
        predictions = sigmoid_activation(features.dot(weights))
        error = predictions - labels
        losses.append(np.sum(error**2))
        gradient = features.T.dot(error * sigmoid_deriv(predictions))
        weights += -alpha * gradient
    return losses


def tutorial_arrays(problem):
    """Rows of points with a column of ones, and integer labels in a column, as in the tutorial."""
    points, labels = problem.data.training
    return design(points, ()), labels.reshape(-1, 1)


def network_loop(points, labels, hidden, output, learning_rate, epochs):
    """A network with one hidden layer of tanh units and cross-entropy; its parameters are updated in place.

    `points` (N, 3) end with ones, `hidden` is (3, H), `output` (H + 1,) ends with the bias.
    """
    losses = []
    for _ in range(epochs):
        activations = np.tanh(points @ hidden)
        predictions = 1 / (1 + np.exp(-(activations @ output[:-1] + output[-1])))
        losses.append(-np.mean(labels * np.log(predictions) + (1 - labels) * np.log(1 - predictions)))
        error = (predictions - labels) / len(labels)
        back = np.outer(error, output[:-1]) * (1 - activations**2)
        output -= learning_rate * np.append(activations.T @ error, error.sum())
        hidden -= learning_rate * (points.T @ back)
    return losses
