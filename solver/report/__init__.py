"""The report on a finished run: its picture, what moves the contenders, and why it came out as it did."""
