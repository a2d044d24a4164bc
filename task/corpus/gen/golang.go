package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// packages are the parts of the Go standard library that go.txt holds: about 3 MB of varied, hand-written code.
const packages = `
archive/tar archive/zip bufio bytes cmp compress/bzip2 compress/flate compress/gzip compress/lzw compress/zlib
container/heap container/list container/ring context crypto/hmac crypto/rand crypto/rsa crypto/x509/pkix
database/sql/driver encoding encoding/ascii85 encoding/asn1 encoding/base32 encoding/base64 encoding/binary encoding/csv
encoding/hex encoding/json encoding/pem encoding/xml errors expvar flag fmt go/ast go/build/constraint go/constant
go/doc go/doc/comment go/format go/importer go/parser go/printer go/scanner go/token go/version hash hash/adler32
hash/crc32 hash/crc64 hash/fnv hash/maphash html/template image image/color image/draw image/gif image/png
index/suffixarray io io/fs io/ioutil log log/slog maps math/rand math/rand/v2 mime mime/multipart mime/quotedprintable
net/mail net/netip net/rpc net/rpc/jsonrpc net/smtp net/textproto net/url path path/filepath regexp regexp/syntax
slices sort strconv strings text/scanner text/tabwriter text/template text/template/parse unicode/utf16 unicode/utf8
`

var (
	generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)
	// licence is the notice at the head of each file; LICENCES.md carries it once for all of them.
	licence = regexp.MustCompile(`(?s)\A// Copyright \d{4} The Go Authors\..*?in the LICENSE file\.\n+`)
)

// readGo joins the hand-written source files of packages below src, tests left out, each after a line "-- path --".
func readGo(src string) ([]byte, error) {
	var out bytes.Buffer
	for pkg := range strings.FieldsSeq(packages) {
		files, err := filepath.Glob(filepath.Join(src, filepath.FromSlash(pkg), "*.go"))
		if err != nil {
			return nil, err
		}
		if len(files) == 0 {
			return nil, fmt.Errorf("package %s: no files below %s", pkg, src)
		}
		for _, f := range files {
			if strings.HasSuffix(f, "_test.go") {
				continue
			}
			b, err := os.ReadFile(f)
			if err != nil {
				return nil, err
			}
			if generated.Match(b) {
				continue
			}
			fmt.Fprintf(&out, "-- %s/%s --\n", pkg, filepath.Base(f))
			out.Write(licence.ReplaceAll(b, nil))
		}
	}
	return out.Bytes(), nil
}
