#!/bin/sh
# Writes the registry's present digest behind each image's tag. Needs docker with buildx.
set -eu

command -v docker >/dev/null || { echo "make pin asks image registries through docker, which is not here." >&2; exit 1; }

for file in Dockerfile compose.yaml deploy/replicas.yaml; do
  for image in $(sed -nE 's/^(ARG BASE=| *image: )([a-z]+:[0-9][a-z0-9.-]*).*/\2/p' "$file"); do
    digest=$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$image")
    sed -i -E "s#$image(@sha256:[0-9a-f]{64})?#$image@$digest#" "$file"
    echo "$file: $image@$digest"
  done
done
