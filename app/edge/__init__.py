"""What stands between the open internet and the application: limits, headers, health, logs, metrics."""
