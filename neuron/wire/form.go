package wire

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/dunglas/httpsfv"
)

// Algorithm is the alg parameter of every signature: ECDSA on secp256k1 over the SHA-256 of the base, r‖s, low s. The
// RFC's registry has no name for it; this one follows the registry's pattern.
const Algorithm = "ecdsa-secp256k1-sha256"

// form is one kind of message: which components its signature covers, in order, and the tag that tells kinds apart.
type form struct {
	tag     string
	expires bool     // whether created is followed by expires
	ids     []string // component identifiers, as the RFC writes them
	list    string   // (ids)
}

func newForm(tag string, expires bool, ids ...string) *form {
	return &form{tag, expires, ids, "(" + strings.Join(ids, " ") + ")"}
}

// bound are the components of the request that every answer covers.
var bound = []string{
	`"@method";req`, `"@path";req`, `"@query";req`, `"content-digest";req`, `"tianwang-sender";req`,
	`"tianwang-receiver";req`, `"tianwang-chain";req`, `"tianwang-netuid";req`, `"signature";req;key="` + label + `"`,
}

var (
	requestForm = newForm("tianwang-request", true,
		`"@method"`, `"@path"`, `"@query"`, `"content-digest"`, `"content-type"`, `"tianwang-sender"`,
		`"tianwang-receiver"`, `"tianwang-chain"`, `"tianwang-netuid"`, `"tianwang-request-id"`)
	responseForm = newForm("tianwang-response", false,
		append([]string{`"@status"`, `"content-type"`, `"tianwang-request-id"`, `"content-digest"`}, bound...)...)
	streamForm = newForm("tianwang-stream", false,
		append([]string{`"@status"`, `"content-type"`, `"tianwang-request-id"`}, bound...)...)
)

// params are the parameters of a signature.
type params struct {
	created, expires int64 // Unix seconds; expires only where the form has it
	keyid            string
}

// String returns the signature parameters of RFC 9421 §2.3, the list of components included.
func (f *form) params(p params) string {
	var sb strings.Builder
	sb.Grow(maxInput)
	sb.WriteString(f.list)
	sb.WriteString(";created=")
	sb.WriteString(strconv.FormatInt(p.created, 10))
	if f.expires {
		sb.WriteString(";expires=")
		sb.WriteString(strconv.FormatInt(p.expires, 10))
	}
	sb.WriteString(`;keyid="` + p.keyid + `";alg="` + Algorithm + `";tag="` + f.tag + `"`)
	return sb.String()
}

// base returns the signature base of RFC 9421 §2.5: one line per component, the parameters last.
func base(ids, values []string, params string) []byte {
	n := len(params) + 32
	for i := range ids {
		n += len(ids[i]) + len(values[i]) + 3
	}
	b := make([]byte, 0, n)
	for i := range ids {
		b = append(b, ids[i]...)
		b = append(b, ": "...)
		b = append(b, values[i]...)
		b = append(b, '\n')
	}
	b = append(b, `"@signature-params": `...)
	return append(b, params...)
}

// sign sets the two signature fields in h and returns the signature as the field carries it. values[i] belongs to
// component i of the form.
func (f *form) sign(h http.Header, values []string, s Signer, created, expires time.Time) (string, error) {
	input := f.params(params{created.Unix(), expires.Unix(), hex.EncodeToString(s.PublicKey())})
	sig, err := s.Sign(base(f.ids, values, input))
	if err != nil {
		return "", fmt.Errorf("signing as %s: %w", s.Address(), err)
	}
	text := ":" + base64.StdEncoding.EncodeToString(sig) + ":"
	h[headerInput] = []string{label + "=" + input}
	h[headerSignature] = []string{label + "=" + text}
	return text, nil
}

// signature is what the two signature fields say, before anything is verified.
type signature struct {
	params
	input string // the text of the parameters, as signed
	text  string // the text of the signature
	raw   []byte
}

// parse reads the signature fields. They are read strictly: the form's own list, each parameter once, canonical text.
func (f *form) parse(h http.Header) (*signature, error) {
	if len(h[headerInput]) == 0 || len(h[headerSignature]) == 0 {
		return nil, ErrUnsigned
	}
	var s signature
	m, input, err := member(h, headerInput)
	if err != nil {
		return nil, err
	}
	list, ok := m.(httpsfv.InnerList)
	if !ok || !strings.HasPrefix(input, f.list+";") {
		return nil, fmt.Errorf("header %s: not the components of a %s: %w", headerInput, f.tag, ErrMalformed)
	}
	s.input = input
	if s.params, err = f.readParams(list.Params); err != nil {
		return nil, fmt.Errorf("header %s: %w", headerInput, err)
	}
	m, s.text, err = member(h, headerSignature)
	if err != nil {
		return nil, err
	}
	item, ok := m.(httpsfv.Item)
	if s.raw, ok = asBytes(item, ok); !ok {
		return nil, fmt.Errorf("header %s: %d bytes without parameters are needed: %w", headerSignature, signatureSize, ErrMalformed)
	}
	return &s, nil
}

func asBytes(item httpsfv.Item, ok bool) ([]byte, bool) {
	if !ok || len(item.Params.Names()) != 0 {
		return nil, false
	}
	raw, ok := item.Value.([]byte)
	return raw, ok && len(raw) == signatureSize
}

// readParams takes the parameters of the form and no others, in any order.
func (f *form) readParams(p *httpsfv.Params) (params, error) {
	var out params
	var alg, tag string
	want := map[string]any{"created": &out.created, "keyid": &out.keyid, "alg": &alg, "tag": &tag}
	if f.expires {
		want["expires"] = &out.expires
	}
	if got := len(p.Names()); got != len(want) {
		return out, fmt.Errorf("%d parameters, want %d: %w", got, len(want), ErrMalformed)
	}
	for name, dst := range want {
		v, _ := p.Get(name)
		ok := false
		switch dst := dst.(type) {
		case *int64:
			*dst, ok = v.(int64)
		case *string:
			*dst, ok = v.(string)
		}
		if !ok {
			return out, fmt.Errorf("parameter %s: missing or of another type: %w", name, ErrMalformed)
		}
	}
	if alg != Algorithm || tag != f.tag {
		return out, fmt.Errorf("alg %q and tag %q, want %q and %q: %w", alg, tag, Algorithm, f.tag, ErrMalformed)
	}
	return out, nil
}

// verify checks that the hotkey with the given address signed values.
func (f *form) verify(s *signature, values []string, address string) error {
	public, err := parseKey(s.keyid)
	if err != nil {
		return err
	}
	got, err := Address(public)
	if err != nil {
		return err
	}
	if got != address {
		return fmt.Errorf("keyid of %s, message from %s: %w", got, address, ErrUnknownSender)
	}
	return verify(public, base(f.ids, values, s.input), s.raw)
}
