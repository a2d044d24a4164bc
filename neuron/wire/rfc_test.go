package wire

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"math/big"
	"strings"
	"testing"
)

// The examples of RFC 9421, whose signatures verify over the base that we build: B.2.6 (a request), B.2.4 (a response) and
// §2.4 (a response bound to its request).

func TestBase_RFC9421Request(t *testing.T) {
	t.Parallel()
	ids := []string{`"date"`, `"@method"`, `"@path"`, `"@authority"`, `"content-type"`, `"content-length"`}
	values := []string{"Tue, 20 Apr 2021 02:07:55 GMT", "POST", "/foo", "example.com", "application/json", "18"}
	input := "(" + strings.Join(ids, " ") + `);created=1618884473;keyid="test-key-ed25519"`
	public := unbase64(t, "JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=")
	sig := unbase64(t, "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==")
	if !ed25519.Verify(public, base(ids, values, input), sig) {
		t.Error("signature of B.2.6 does not verify over our base")
	}
}

func TestBase_RFC9421Response(t *testing.T) {
	t.Parallel()
	const jsonType = "application/json"
	helloDigest := "sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:"
	busyDigest := "sha-512=:0Y6iCBzGg5rZtoXS95Ijz03mslf6KAMCloESHObfwnHJDbkkWWQz6PhhU9kxsTbARtY2PTBOzq24uJFpHsMuAg==:"
	requestDigest := "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:"
	for _, c := range []struct {
		name           string
		ids, values    []string
		params, signed string
	}{
		{
			"B.2.4",
			[]string{`"@status"`, `"content-type"`, `"content-digest"`, `"content-length"`},
			[]string{"200", jsonType, helloDigest, "23"},
			`;created=1618884473;keyid="test-key-ecc-p256"`,
			"wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==",
		},
		{
			"2.4",
			[]string{
				`"@status"`, `"content-digest"`, `"content-type"`, `"@authority";req`, `"@method";req`, `"@path";req`,
				`"content-digest";req`,
			},
			[]string{"503", busyDigest, jsonType, "example.com", "POST", "/foo", requestDigest},
			`;created=1618884479;keyid="test-key-ecc-p256"`,
			"dMT/A/76ehrdBTD/2Xx8QuKV6FoyzEP/I9hdzKN8LQJLNgzU4W767HK05rx1i8meNQQgQPgQp8wq2ive3tV5Ag==",
		},
	} {
		input := "(" + strings.Join(c.ids, " ") + ")" + c.params
		hash := sha256.Sum256(base(c.ids, c.values, input))
		sig := unbase64(t, c.signed)
		r, s := new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:])
		if !ecdsa.Verify(p256(t), hash[:], r, s) {
			t.Errorf("signature of %s does not verify over our base", c.name)
		}
	}
}

// p256 is the RFC's test-key-ecc-p256.
func p256(t *testing.T) *ecdsa.PublicKey {
	t.Helper()
	der := unbase64(t, "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lfw0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==")
	k, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), der[len(der)-65:])
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func unbase64(t *testing.T, s string) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
