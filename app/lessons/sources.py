"""The sources that lessons cite: a step names one by its key, and the place in it."""

SOURCES = {
    "tutorial": "Rosebrock, Gradient descent with Python, PyImageSearch",
    "deep_learning": "Goodfellow, Bengio & Courville 2016, Deep Learning, MIT Press",
    "sutskever": "Sutskever, Martens, Dahl & Hinton 2013, On the importance of initialization and momentum in deep "
    "learning, ICML",
    "li": "Li, Xu, Taylor, Studer & Goldstein 2018, Visualizing the Loss Landscape of Neural Nets, arXiv:1712.09913",
    "bottou": "Bottou 2012, Stochastic Gradient Descent Tricks, in Neural Networks: Tricks of the Trade",
    "cs231n": "CS231n, Convolutional Neural Networks for Visual Recognition, course notes, Stanford",
    "glorot": "Glorot & Bengio 2010, Understanding the difficulty of training deep feedforward neural networks, "
    "AISTATS",
    "nocedal": "Nocedal & Wright 2006, Numerical Optimization, Springer",
}


def cited(text: str) -> str:
    """A source in words, from its key and the place in it: 'deep_learning section 4.3'; KeyError if there is none."""
    key, _, place = text.strip().partition(" ")
    return f"{SOURCES[key]}, {place}" if place else SOURCES[key]
