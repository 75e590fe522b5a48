"""Training: the contenders of a configuration side by side, a frame an epoch."""
