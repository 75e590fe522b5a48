"""Models: networks of dense layers, what they see, where they start, and their loss on data."""
