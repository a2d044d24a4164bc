package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/tianwang-net/tianwang/app"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/wallet"
)

// Statuses to exit with; docs/guide/cli.md says what each means for a script.
const (
	exitOK       = 0
	exitInternal = 1
	exitUsage    = 2
	exitRefused  = 3
	exitNotFound = 4
	exitNoNode   = 5
	exitUnknown  = 6
	exitKey      = 7
	exitUpgrade  = 8
)

// code says what went wrong, for programs. The set is closed.
type code string

const (
	codeInternal    code = "internal"
	codeInterrupted code = "interrupted"
	codeUsage       code = "usage"
	codeCancelled   code = "cancelled"
	codeDiffers     code = "differs"
	codeRefused     code = "refused"
	codeNotFound    code = "not_found"
	codeNoNode      code = "no_node"
	codeUnknown     code = "outcome_unknown"
	codeNotIncluded code = "not_included"
	codeKey         code = "key"
	codePassword    code = "password"
	codeUpgrade     code = "upgrade"
)

// failure is an error with what a user and a program need to know of it.
type failure struct {
	Code    code   `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	// Rule is the chain's rule that refused: the module and its stable error number.
	Rule string `json:"rule,omitempty"`
	// NextBlock is the first height at which the same may succeed.
	NextBlock uint64 `json:"next_block,omitempty"`
	// Hash is that of a transaction whose outcome is not known.
	Hash string `json:"hash,omitempty"`
}

// Error implements error.
func (f *failure) Error() string { return f.Message }

func (f *failure) status() int {
	switch f.Code {
	case codeUsage, codeCancelled:
		return exitUsage
	case codeRefused:
		return exitRefused
	case codeNotFound:
		return exitNotFound
	case codeNoNode:
		return exitNoNode
	case codeUnknown, codeNotIncluded:
		return exitUnknown
	case codeKey, codePassword:
		return exitKey
	case codeUpgrade:
		return exitUpgrade
	case codeInternal, codeInterrupted, codeDiffers:
	}
	return exitInternal
}

// fail returns an error with a code.
func fail(c code, format string, args ...any) error {
	return &failure{Code: c, Message: fmt.Sprintf(format, args...)}
}

// usage returns the error of a command that was called in a wrong way.
func usage(format string, args ...any) error { return fail(codeUsage, format, args...) }

// hinted is an error with an advice.
type hinted struct {
	error
	hint string
}

// Unwrap returns the error.
func (h hinted) Unwrap() error { return h.error }

// withHint adds what to do next to an error, nil stays nil.
func withHint(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return hinted{err, fmt.Sprintf(format, args...)}
}

// partial is the error of a command that nevertheless has something to show.
type partial struct {
	error
	parts []part
}

// Unwrap returns the error.
func (p *partial) Unwrap() error { return p.error }

// classify turns any error into a failure. What came up before a command began is about how it was called.
func classify(err error, running bool) failure {
	f := failure{Code: codeInternal, Message: err.Error()}
	var (
		own     *failure
		refused *client.Refused
		unknown *client.UnknownError
		upgrade *app.UpgradeError
	)
	switch {
	case errors.As(err, &own):
		f = *own
	case errors.As(err, &refused):
		f.Code, f.Rule = codeRefused, fmt.Sprintf("%s/%d", refused.Codespace, refused.Code)
		f.Message, f.NextBlock, f.Hint = clean(refused.Reason), refused.NextBlock(), refusalHint(refused)
	case errors.As(err, &unknown):
		f.Code, f.Hash = codeUnknown, unknown.Hash
		f.Hint = "ask for the balance or the stake before trying again: the transaction may still get into a block"
	case errors.As(err, &upgrade):
		f.Code, f.NextBlock = codeUpgrade, uint64(max(upgrade.Height, 0)) // #nosec G115 -- not negative
		f.Hint = "install the release that has the upgrade " + upgrade.Name + ", and start the node again"
	case errors.Is(err, client.ErrNotIncluded):
		f.Code = codeNotIncluded
	case errors.Is(err, client.ErrNoNode):
		f.Code, f.Hint = codeNoNode, noNodeHint
	case errors.Is(err, context.DeadlineExceeded):
		f.Code, f.Hint = codeNoNode, noNodeHint
	case errors.Is(err, context.Canceled):
		f.Code, f.Message = codeInterrupted, "interrupted"
	case !running:
		f.Code = codeUsage
	default:
		f.Code, f.Message = known(err)
	}
	if h, ok := errors.AsType[hinted](err); ok {
		f.Hint = h.hint
	}
	return f
}

const noNodeHint = "name a node with --node URL or TIANWANG_NODE, or start a local network: tianwang up"

// known finds the code of an error of the wallet or of a query.
func known(err error) (code, string) {
	switch {
	case errors.Is(err, wallet.ErrName):
		return codeUsage, err.Error()
	case errors.Is(err, wallet.ErrPassword), errors.Is(err, wallet.ErrShortPassword):
		return codePassword, err.Error()
	case errors.Is(err, wallet.ErrNotFound), errors.Is(err, wallet.ErrExists), errors.Is(err, wallet.ErrPhrase),
		errors.Is(err, wallet.ErrCorrupt), errors.Is(err, wallet.ErrSignature):
		return codeKey, err.Error()
	}
	s, ok := status.FromError(err)
	if !ok {
		return codeInternal, err.Error()
	}
	switch s.Code() {
	case codes.NotFound: // what wraps it says it better
		before, _, wrapped := strings.Cut(err.Error(), ": rpc error: ")
		if wrapped {
			return codeNotFound, before
		}
		return codeNotFound, clean(err.Error())
	case codes.InvalidArgument:
		return codeUsage, clean(err.Error())
	default:
		return codeInternal, clean(err.Error())
	}
}

// clean cuts what gRPC and the SDK put around the chain's own words.
func clean(text string) string {
	text = regexp.MustCompile(`rpc error: code = \w+ desc = `).ReplaceAllString(text, "")
	text = regexp.MustCompile(`^failed to execute message; message index: \d+: `).ReplaceAllString(text, "")
	return strings.Join(slices.Compact(strings.Split(text, ": ")), ": ")
}

// flagError explains what is wrong with the flags of a command.
func flagError(cmd *cobra.Command, err error) error {
	text, _, _ := strings.Cut(err.Error(), ": strconv.")
	if m := regexp.MustCompile(`^unknown shorthand flag: '[0-9.]' in (-[0-9.]+)`).FindStringSubmatch(text); m != nil {
		text = fmt.Sprintf("%q: a number cannot be negative", m[1])
	}
	return usage("%s: %s", cmd.CommandPath(), text)
}

// exampleOf adds the example of a command to the error of a wrong call that has no hint yet.
func exampleOf(cmd *cobra.Command, err error) error {
	var h hinted
	if cmd.Example == "" || errors.As(err, &h) {
		return err
	}
	first, _, _ := strings.Cut(strings.TrimSpace(cmd.Example), "\n")
	return withHint(err, "for example: %s", first)
}
