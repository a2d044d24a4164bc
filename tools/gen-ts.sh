#!/bin/sh
# Makes TypeScript of the definitions that clients need, and a list of it. Options and genesis are for nodes.
set -eu
cd "$(dirname "$0")/.."
(cd clients/js && npm ci --ignore-scripts --no-audit --no-fund --loglevel error)
rm -rf build/ts
go tool -modfile=tools/go.mod buf generate --template buf.gen.ts.yaml
rm -rf clients/js/gen && mkdir -p clients/js/gen/cosmos/base
mv build/ts/tianwang clients/js/gen/
mv build/ts/cosmos/base/query clients/js/gen/cosmos/base/
rm -rf build/ts clients/js/gen/tianwang/*/v1/genesis.ts
node clients/js/index.mjs
