#!/bin/sh
# Prints the path of the nginx that the tests put before gunicorn; its certificate is made by openssl.
exec sh tools/service.sh nginx nginx-light openssl
