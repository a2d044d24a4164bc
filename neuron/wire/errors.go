package wire

// Error is a cause for which a message is refused. The causes are compared with errors.Is; Code is their name on the
// wire.
type Error struct{ code, text string }

// Error returns the cause in words.
func (e *Error) Error() string { return e.text }

// Code returns the stable name that an error object carries.
func (e *Error) Code() string { return e.code }

// Causes of a refusal.
var (
	// ErrUnsigned says that a message carries no signature at all.
	ErrUnsigned = &Error{"unsigned", "no signature"}
	// ErrMalformed says that a signed field is missing, doubled, too long, or not in its one valid form.
	ErrMalformed = &Error{"malformed", "malformed message"}
	// ErrWrongReceiver says that a request is addressed to another hotkey.
	ErrWrongReceiver = &Error{"wrong_receiver", "addressed to another neuron"}
	// ErrWrongChain says that a request belongs to another chain.
	ErrWrongChain = &Error{"wrong_chain", "addressed to another chain"}
	// ErrWrongNetuid says that a request belongs to another subnet.
	ErrWrongNetuid = &Error{"wrong_netuid", "addressed to another subnet"}
	// ErrExpired says that a request is older than the window allows; the sender signs a new one, or sets its clock.
	ErrExpired = &Error{"expired", "signature is too old"}
	// ErrFromFuture says that a request's time is ahead of the receiver's by more than the window; a clock is wrong.
	ErrFromFuture = &Error{"from_future", "signature is from the future"}
	// ErrReplayed says that a request was seen before.
	ErrReplayed = &Error{"replayed", "request was seen before"}
	// ErrReplayDoubt says that the receiver cannot rule out a replay just now; a new request some seconds later passes.
	ErrReplayDoubt = &Error{"replay_doubt", "a replay cannot be ruled out"}
	// ErrDigestMismatch says that a body is not the one that was signed.
	ErrDigestMismatch = &Error{"digest_mismatch", "body does not match its digest"}
	// ErrBadSignature says that a signature does not verify.
	ErrBadSignature = &Error{"bad_signature", "signature does not verify"}
	// ErrUnknownSender says that the signing key is not that of the hotkey which the message claims to be from.
	ErrUnknownSender = &Error{"unknown_sender", "key does not belong to the hotkey"}
	// ErrUnfinished says that a stream ended before its closing signature.
	ErrUnfinished = &Error{"unfinished", "stream ended before its closing signature"}
)

var causes = []*Error{
	ErrUnsigned, ErrMalformed, ErrWrongReceiver, ErrWrongChain, ErrWrongNetuid, ErrExpired, ErrFromFuture, ErrReplayed,
	ErrReplayDoubt, ErrDigestMismatch, ErrBadSignature, ErrUnknownSender, ErrUnfinished,
}

// ErrorByCode returns the cause with the given code, nil when there is none.
func ErrorByCode(code string) *Error {
	for _, e := range causes {
		if e.code == code {
			return e
		}
	}
	return nil
}
