#!/bin/sh
# Prints the path of the nginx that tests start in front of gunicorn; openssl makes its certificate.
exec sh tools/service.sh nginx nginx-light openssl
