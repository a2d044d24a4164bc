#!/bin/sh
# Describes the REST form of all queries that a node answers, ours and the SDK's, in one OpenAPI document.
set -eu
cd "$(dirname "$0")/.."
sdk=$(go list -m -f '{{.Dir}}' github.com/cosmos/cosmos-sdk)
rm -rf build/protos build/openapi && mkdir -p build/protos
cp -R third_party/. proto/. build/protos
cp -R "$sdk/proto/cosmos" "$sdk/proto/tendermint" build/protos
chmod -R u+w build/protos
echo "version: v2" >build/protos/buf.yaml
set --
for f in auth/v1beta1/query authz/v1beta1/query bank/v1beta1/query consensus/v1/query feegrant/v1beta1/query gov/v1/query \
	upgrade/v1beta1/query tx/v1beta1/service base/tendermint/v1beta1/query base/node/v1beta1/query; do
	set -- "$@" --path "build/protos/cosmos/$f.proto"
done
go tool -modfile=tools/go.mod buf generate build/protos --template buf.gen.openapi.yaml --path build/protos/tianwang "$@"
node tools/openapi.mjs build/openapi/node.swagger.json node/openapi.json
