// Package task defines what a subnet does: how a validator makes a challenge, and how it scores what miners answer.
//
// A task is pure apart from its models: the same seed gives the same challenge, and the same answers give the same
// scores, so that every validator of a subnet judges alike. What a miner sees of a challenge is an ordinary OpenAI
// request; the truth stays with the validator. The tasks are in the folders below this one; package builtin lists them.
package task

import (
	"context"
	"math"
	"net/http"
)

// Task is one kind of work with its metric. Implementations are safe for concurrent use.
type Task interface {
	// Info describes the task; Name and Version are what a subnet states on chain.
	Info() Info
	// Challenge makes a challenge from an unpredictable 32-byte seed.
	Challenge(seed [32]byte) (Challenge, error)
	// Score judges answers to one challenge; the result has one score in [0, 1] for each answer, in order. An answer
	// that is missing, malformed or dishonest by the task's rules scores 0; Score never fails on a bad answer. Scores are
	// made such that knowing nothing gives 0; Weight says what they earn.
	Score(c Challenge, answers []Answer) []float64
}

// Measured is a task whose miners are paid for how much they do too, since those who do it well all give the same answer:
// equal answers are no sign of a copy there, and validators find out how much each can do while all do.
type Measured interface {
	Task
	// Burst is how many questions are put to a miner at the same moment, each of them another one.
	Burst() int
}

// Info names a task for people and for the chain.
type Info struct {
	Name    string // stable identifier, for example "translate-en-es"
	Version uint32 // raised whenever challenges or scores change
	Title   string // one line for people
	Metric  string // name of the measure behind the score, for example "chrF2"
	Example string // a prompt a user may try
}

// Challenge is a question to every miner of a subnet.
type Challenge struct {
	Request Request
	Truth   any // what only the judge knows; opaque to everybody but the task that made it
}

// Request is what a miner sees: an OpenAI request.
type Request struct {
	Path string // for example openai.PathChat
	Body []byte // JSON
}

// Answer is what one miner returned: the JSON body of a successful response, or nil.
type Answer struct {
	Body []byte
}

// Model is a miner's model behind an OpenAI-compatible handler. Built-in miners implement it; a miner with an upstream
// server does not need it.
type Model interface {
	// Train prepares the model; it reports progress in [0, 1] and stops when ctx ends. It is called once, before Handler.
	Train(ctx context.Context, progress func(float64)) error
	// Handler serves the model. It must not be called before Train returned nil.
	Handler() http.Handler
}

// Sharpness is the power to which a validator raises mean scores, unless its operator says otherwise.
const Sharpness = 4

// Weight is the weight a validator gives to a miner with this mean score over many challenges, before weights are
// normalised to a sum of 1: the fourth power of the mean.
//
// The power is there for two reasons. Better work earns more than in proportion, so that one good model pays better than
// several poor ones. And the little that a useless answer scores by luck, a few hundredths, becomes next to nothing. Means
// are taken first and raised after: powers of single scores would pay for luck.
func Weight(mean float64) float64 { return math.Pow(mean, Sharpness) }
