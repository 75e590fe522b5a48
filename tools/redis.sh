#!/bin/sh
# Prints the path of the Redis that the tests share runs and limits in.
exec sh tools/service.sh redis-server redis-server
