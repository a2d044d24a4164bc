#!/bin/sh
# Copies the third-party definitions our .proto files import from the module cache, at the versions go.mod names.
set -eu
cd "$(dirname "$0")/.."
dir() { go list -m -f '{{.Dir}}' "$1"; }
copy() { mkdir -p "third_party/$(dirname "$3")" && install -m 644 "$1/$2$3" "third_party/$3"; }
gogo=$(dir github.com/cosmos/gogoproto)
sdk=$(dir github.com/cosmos/cosmos-sdk)
gateway=$(dir github.com/grpc-ecosystem/grpc-gateway)
proto=$(dir github.com/cosmos/cosmos-proto)
copy "$gogo" "" gogoproto/gogo.proto
copy "$proto" proto/ cosmos_proto/cosmos.proto
copy "$gateway" third_party/googleapis/ google/api/annotations.proto
copy "$gateway" third_party/googleapis/ google/api/http.proto
for f in amino/amino.proto cosmos/msg/v1/msg.proto cosmos/query/v1/query.proto cosmos/base/v1beta1/coin.proto \
	cosmos/base/query/v1beta1/pagination.proto; do
	copy "$sdk" proto/ "$f"
done
