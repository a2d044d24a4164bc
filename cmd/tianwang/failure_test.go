package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	sdkerrors "cosmossdk.io/errors"

	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/wallet"
	"github.com/tianwang-net/tianwang/x/epoch"
	"github.com/tianwang-net/tianwang/x/stake"
	"github.com/tianwang-net/tianwang/x/subnet"
)

func TestClassify(t *testing.T) {
	t.Parallel()
	waiting, cancel := context.WithCancelCause(context.Background())
	cancel(errors.New("stopped"))
	for name, c := range map[string]struct {
		err    error
		code   code
		status int
	}{
		"anything":            {errors.New("x"), codeInternal, 1},
		"interrupted":         {fmt.Errorf("reading: %w", context.Canceled), codeInterrupted, 1},
		"own":                 {fmt.Errorf("outer: %w", usage("x")), codeUsage, 2},
		"refused":             {&client.Refused{Codespace: "stake", Code: 4, Reason: "x"}, codeRefused, 3},
		"query":               {status.Error(codes.NotFound, "x"), codeNotFound, 4},
		"bad query":           {status.Error(codes.InvalidArgument, "x"), codeUsage, 2},
		"no node":             {fmt.Errorf("sending: %w", client.ErrNoNode), codeNoNode, 5},
		"slow node":           {fmt.Errorf("x: %w", context.DeadlineExceeded), codeNoNode, 5},
		"unknown":             {&client.UnknownError{Hash: "AB", Cause: context.Cause(waiting)}, codeUnknown, 6},
		"unknown by deadline": {&client.UnknownError{Hash: "AB", Cause: context.DeadlineExceeded}, codeUnknown, 6},
		"not included":        {client.ErrNotIncluded, codeNotIncluded, 6},
		"no key":              {fmt.Errorf("coldkey: %w", wallet.ErrNotFound), codeKey, 7},
		"password":            {fmt.Errorf("coldkey: %w", wallet.ErrPassword), codePassword, 7},
		"name":                {wallet.ErrName, codeUsage, 2},
	} {
		f := classify(c.err, true)
		if f.Code != c.code || f.status() != c.status {
			t.Errorf("%s: code %s, status %d, want %s, %d", name, f.Code, f.status(), c.code, c.status)
		}
	}
	if f := classify(errors.New("x"), false); f.Code != codeUsage {
		t.Errorf("before a command began: %s", f.Code)
	}
	if f := classify(&client.UnknownError{Hash: "AB", Cause: waiting.Err()}, true); f.Hash != "AB" {
		t.Errorf("the hash of an unknown outcome is %q", f.Hash)
	}
}

func TestClassify_Words(t *testing.T) {
	t.Parallel()
	refused := classify(&client.Refused{
		Codespace: subnet.ModuleName, Code: subnet.ErrPrice.ABCICode(),
		Reason: "failed to execute message; message index: 0: a slot costs 5 rao now, max_price is 1: price is above the stated maximum",
	}, true)
	if refused.Message != "a slot costs 5 rao now, max_price is 1: price is above the stated maximum" || refused.Rule != "subnet/9" ||
		!strings.Contains(refused.Hint, "subnet list") {
		t.Errorf("%+v", refused)
	}
	wrapped := classify(fmt.Errorf("account a does not exist yet: %w", status.Error(codes.NotFound, "account a not found")), true)
	if wrapped.Message != "account a does not exist yet" {
		t.Errorf("%q", wrapped.Message)
	}
	hint := classify(withHint(fmt.Errorf("%w", client.ErrNoNode), "do %d", 1), true)
	if hint.Hint != "do 1" || hint.Code != codeNoNode {
		t.Errorf("%+v", hint)
	}
	if withHint(nil, "x") != nil {
		t.Error("no error with a hint is an error")
	}
}

// TestNextBlock holds the finder against the words of the modules.
func TestNextBlock(t *testing.T) {
	t.Parallel()
	for reason, want := range map[string]uint64{
		"take of tao1x can be raised again at block 70, now is block 60: take was changed too recently":              70,
		"the next subnet can be created at block 12, now is block 9: it is too early to do this again":               12,
		"axon of uid 3 can be changed again at block 8, now is block 7: it is too early to do this again":            8,
		"uid 3, netuid 1: the next weights are admitted at block 105, now is block 7: weights were set too recently": 105,
		"the next vote is admitted at block 40, now is block 39: the member voted too recently":                      40,
		"netuid 1 admits 64 a block, try again at block 5: the registrations of this block are used up":              5,
		"uid 0, netuid 1: reveal in epoch 6, now is epoch 5, which ends at block 50: it is too early to reveal":      51,
		"uid 1, netuid 1; permits are given again after block 40, to the 64 largest stakes: no permit":               41,
		"block 5; at block 90 it must be from 58 to 89: proof of work is bound to an unusable block":                 0,
		"spendable balance 0rao is smaller than 300000rao: insufficient funds":                                       0,
		"can be raised again at block 99999999999999999999":                                                          0,
	} {
		if got := (&client.Refused{Reason: reason}).NextBlock(); got != want {
			t.Errorf("%q: %d, want %d", reason, got, want)
		}
	}
}

func TestRefusalHint_ComparesModuleAndNumber(t *testing.T) {
	t.Parallel()
	for _, rule := range []*sdkerrors.Error{stake.ErrUnknownHotkey, subnet.ErrNotOffered, epoch.ErrBondsKept} {
		if refusalHint(refusal(rule)) == "" {
			t.Errorf("no hint for: %v", rule)
		}
	}
	if h := refusalHint(&client.Refused{Codespace: "elsewhere", Code: stake.ErrUnknownHotkey.ABCICode()}); h != "" {
		t.Errorf("a hint for another module: %s", h)
	}
}
