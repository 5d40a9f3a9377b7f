#!/usr/bin/env bash
# Write the hashed locks again from the .in files. Locks carry versions and hashes, never an address.
set -euo pipefail
cd "$(dirname "$0")"
uv=${UV:-../.boot/bin/uv}

for name in bootstrap run test check; do
    "$uv" pip compile "$name.in" -o "$name.txt" --quiet "$@" \
        --universal --python-version 3.11 --generate-hashes \
        --no-annotate --no-header --no-emit-index-url --no-emit-find-links
done
