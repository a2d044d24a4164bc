#!/bin/sh
# Regenerate the embedded texts, byte for byte: sh task/corpus/gen/gen.sh
# Needs Debian bookworm (apt-get as root, or the packages below installed) and the Go toolchain named here.
set -eu

go=go1.26.8
here=$(cd "$(dirname "$0")" && pwd)
data=$here/../data
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

packages='sword-text-web sword-text-sparv libsword-utils bible-kjv bible-kjv-text zstd'
dpkg -s $packages >/dev/null 2>&1 || apt-get install -y --no-install-recommends $packages

mod2imp engWEB2015eb >"$tmp/english.imp"
mod2imp spaRV1909eb >"$tmp/spanish.imp"
# Only the catalogues are wanted of these three, so that they are unpacked and not installed.
(cd "$tmp" && apt-get download postgresql-15 postgresql-client-15 libpq5 && for d in *.deb; do dpkg-deb -x "$d" pg; done)
bible -f -l 1000 Gen1:1-Rev22:21 >"$tmp/kjv.bible"
cd "$here"
GOTOOLCHAIN=$go go run . -english "$tmp/english.imp" -spanish "$tmp/spanish.imp" -kjv "$tmp/kjv.bible" \
	-messages "$tmp/pg/usr/share/locale/es/LC_MESSAGES" -goroot "$(GOTOOLCHAIN=$go go env GOROOT)" -out "$tmp"

mkdir -p "$data"
cd "$tmp"
sha256sum english.txt go.txt kjv.txt messages.txt spanish.txt >"$data/sums.txt"
for f in english go kjv messages spanish; do
	zstd -q -19 -f "$f.txt" -o "$data/$f.txt.zst"
done
