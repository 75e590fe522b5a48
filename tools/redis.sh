#!/bin/sh
# Prints the path of the Redis in which tests share runs and limits.
exec sh tools/service.sh redis-server redis-server
