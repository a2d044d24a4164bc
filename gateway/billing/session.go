package billing

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tianwang-net/tianwang/gateway/books"
	"github.com/tianwang-net/tianwang/gateway/ledger"
	"github.com/tianwang-net/tianwang/internal/serve"
	"github.com/tianwang-net/tianwang/wallet"
)

// Paths of a session, by which the pages of a browser act for the payer of channels.
const (
	PathSession   = PathAccount + "/session"
	PathChallenge = PathSession + "/challenge"
)

// Times of sessions. Who pays no channel yet gets a short one, to open the first: everybody can have those.
const (
	challengeFor = 10 * time.Minute
	sessionFor   = 12 * time.Hour
	visitFor     = 10 * time.Minute
)

// cookieName is that of the cookie that holds a session. Scripts cannot read it, and no other site can have it sent.
const cookieName = "tianwang_session"

// Challenge is what a wallet is asked to sign, in the form of ADR-036.
type Challenge struct {
	Text    string `json:"text"`
	Nonce   string `json:"nonce"`   // 32 hexadecimal digits, good once
	Expires int64  `json:"expires"` // Unix seconds
}

// SignIn is an answer to a challenge.
type SignIn struct {
	Address   string `json:"address"`
	Nonce     string `json:"nonce"`
	Expires   int64  `json:"expires"`
	Signature string `json:"signature"` // of the challenge's text: base64
}

// Session is who is signed in.
type Session struct {
	Address  string           `json:"address"`
	Until    int64            `json:"until"`    // Unix seconds
	Channels []ledger.Account `json:"channels"` // that the address pays at this gateway
}

var (
	errSignIn  = errSignature.with("the text is not signed by this address, for this host and chain, or its time is over: sign in again")
	errSession = &cause{status: http.StatusUnauthorized, kind: errSignature.kind, code: "no_session", text: "nobody is signed in, or the session has ended: sign in"}
	errOrigin  = &cause{status: http.StatusForbidden, kind: "permission_error", code: "wrong_origin", text: "a page of another site may not ask for this"}
	errOwner   = &cause{status: http.StatusForbidden, kind: "permission_error", code: "not_owner", text: "the channel is paid by somebody else"}
)

// challengeText is what is signed: readable, and good for this host, chain and gateway only.
func (g *Gate) challengeText(host, address, nonce string, expires int64) string {
	return fmt.Sprintf("%s asks you to sign in.\n\nThis browser will manage the API keys of your channels and ask models at their cost, for 12 hours. "+
		"Nothing is sent to the chain.\n\naddress: %s\nchain: %s\ngateway: %s\nnonce: %s\nexpires: %s",
		host, address, g.cfg.Chain, g.cfg.Gateway, nonce, time.Unix(expires, 0).UTC().Format(time.RFC3339))
}

// challenge makes a text to sign.
func (g *Gate) challenge(w http.ResponseWriter, r *http.Request) {
	address := r.URL.Query().Get("address")
	if address == "" || len(address) > 128 || strings.ContainsFunc(address, func(c rune) bool { return c <= ' ' || c > '~' }) {
		g.refuse(w, errParameter.with("address: that of the account that signs in is needed"))
		return
	}
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails: the program ends instead
	c := Challenge{Nonce: hex.EncodeToString(b), Expires: g.cfg.Now().Add(challengeFor).Unix()}
	c.Text = g.challengeText(r.Host, address, c.Nonce, c.Expires)
	writeJSON(w, c)
}

// signIn takes a signed challenge and begins a session.
func (g *Gate) signIn(w http.ResponseWriter, r *http.Request) {
	s, err := g.readSignIn(w, r)
	if err != nil {
		g.refuse(w, err)
		return
	}
	now := g.cfg.Now()
	if err := g.books.Once(r.Context(), s.Nonce, time.Unix(s.Expires, 0).Add(time.Minute)); err != nil {
		g.refuse(w, err)
		return
	}
	channels, err := g.books.AccountsOf(r.Context(), s.Address)
	if err != nil {
		g.refuse(w, err)
		return
	}
	until := now.Add(sessionFor)
	if len(channels) == 0 {
		until = now.Add(visitFor)
	}
	secret, err := g.books.SignIn(r.Context(), s.Address, until)
	if err != nil {
		g.refuse(w, err)
		return
	}
	setCookie(w, r, string(secret), int(until.Sub(now).Seconds()))
	writeJSON(w, Session{s.Address, until.Unix(), append([]ledger.Account{}, channels...)})
}

// readSignIn reads a sign-in and says whether it is true, apart from its nonce.
func (g *Gate) readSignIn(w http.ResponseWriter, r *http.Request) (s SignIn, err error) {
	if http.NewCrossOriginProtection().Check(r) != nil {
		return s, errOrigin
	}
	body, err := serve.Body(w, r, g.cfg.MaxBody)
	if err != nil {
		return s, unreadable(err)
	}
	if err := json.Unmarshal(body, &s); err != nil {
		return s, errBody.with(err.Error())
	}
	left := time.Unix(s.Expires, 0).Sub(g.cfg.Now())
	nonce, err := hex.DecodeString(s.Nonce)
	if err != nil || len(nonce) != 16 || left <= 0 || left > challengeFor {
		return s, errSignIn
	}
	signature, err := base64.StdEncoding.DecodeString(s.Signature)
	if err != nil || len(signature) != 64 || wallet.VerifyMessage(s.Address, []byte(g.challengeText(r.Host, s.Address, s.Nonce, s.Expires)), signature) != nil {
		return s, errSignIn
	}
	return s, nil
}

// setCookie gives the browser a session; an age below 0 takes it away.
func setCookie(w http.ResponseWriter, r *http.Request, value string, age int) {
	http.SetCookie(w, &http.Cookie{ // #nosec G124 -- without TLS a browser would not send it back
		Name: cookieName, Value: value, Path: "/v1/", MaxAge: age, HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https",
	})
}

// session says who is signed in, with its channels.
func (g *Gate) session(w http.ResponseWriter, r *http.Request) {
	payer, until, err := g.visitor(r)
	var channels []ledger.Account
	if err == nil {
		channels, err = g.books.AccountsOf(r.Context(), payer)
	}
	if err != nil {
		g.refuse(w, err)
		return
	}
	writeJSON(w, Session{payer, until.Unix(), append([]ledger.Account{}, channels...)})
}

// signOut ends a session.
func (g *Gate) signOut(w http.ResponseWriter, r *http.Request) {
	if _, _, err := g.visitor(r); err != nil {
		g.refuse(w, err)
		return
	}
	c, err := r.Cookie(cookieName)
	if err == nil {
		err = g.books.SignOut(r.Context(), ledger.Secret(c.Value))
	}
	if err != nil {
		g.refuse(w, err)
		return
	}
	setCookie(w, r, "", -1)
	writeJSON(w, map[string]any{"signed_out": true})
}

// visits says whether a request comes from a browser that is signed in, or thinks so.
func visits(r *http.Request) bool {
	_, err := r.Cookie(cookieName)
	return err == nil && r.Header.Get(HeaderSignature) == ""
}

// visitor returns who is signed in. What changes anything must come from a page of this host.
func (g *Gate) visitor(r *http.Request) (payer string, until time.Time, err error) {
	if http.NewCrossOriginProtection().Check(r) != nil {
		return "", until, errOrigin
	}
	c, err := r.Cookie(cookieName)
	if err != nil {
		return "", until, errSession
	}
	payer, until, err = g.books.Session(r.Context(), ledger.Secret(c.Value))
	if errors.Is(err, books.ErrNoSession) {
		err = errSession
	}
	return payer, until, err
}

// bySession returns the account that a signed-in browser asks about. Its number is in a field that no page of another site can
// send without being asked first.
func (g *Gate) bySession(r *http.Request) (a ledger.Account, err error) {
	payer, _, err := g.visitor(r)
	if err != nil {
		return a, err
	}
	channel, err := strconv.ParseUint(r.Header.Get(HeaderChannel), 10, 63)
	if err != nil || channel == 0 {
		return a, errParameter.with(HeaderChannel + ": the number of a channel is needed")
	}
	if a, err = g.account(r.Context(), channel); err == nil && a.Payer != payer {
		err = errOwner
	}
	return a, err
}

// key finds the key of a request: the one whose secret it has, or that of the browser that is signed in.
func (g *Gate) key(r *http.Request) (ledger.Key, error) {
	if secretOf(r) != "" || !visits(r) || r.Header.Get(HeaderChannel) == "" {
		k, err := g.books.Key(r.Context(), secretOf(r))
		if err != nil {
			err = noKey(r, err)
		}
		return k, err
	}
	a, err := g.bySession(r)
	if err != nil {
		return ledger.Key{}, err
	}
	return g.books.BrowserKey(r.Context(), a.Channel)
}
