package ocr

import (
	"encoding/base64"
	"encoding/json"
	"math/rand/v2"
	"strings"

	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/metric"
)

// Name is the name of the task on chain.
const Name = "ocr-en"

// instruction is what a user would write beside a picture.
const instruction = "What is written in this picture? Answer with its lines and nothing else."

// floor is the share of right characters that counts as nothing: more than unrelated English reaches.
const floor = 0.4

// Task asks for the text in a picture. The zero value is ready to use.
type Task struct{}

var _ task.Task = Task{}

// Info describes the task.
func (Task) Info() task.Info {
	return task.Info{
		Name: Name, Version: 1, Title: "Read text in pictures",
		Metric: "character error rate", Example: instruction,
	}
}

// Challenge writes a text that nobody has seen and makes a picture of it.
func (Task) Challenge(seed [32]byte) (task.Challenge, error) {
	rng := rand.New(rand.NewChaCha8(seed))
	lines := compose(rng)
	picture, err := paint(lines, rng)
	if err != nil {
		return task.Challenge{}, err
	}
	body, err := json.Marshal(question(picture))
	return task.Challenge{Request: task.Request{Path: openai.PathChat, Body: body}, Truth: lines}, err
}

// part is a part of a message with a picture, as OpenAI writes it.
type part struct {
	Type  string `json:"type"`
	Text  string `json:"text,omitempty"`
	Image *link  `json:"image_url,omitempty"`
}

type link struct {
	URL string `json:"url"`
}

// dataPNG begins the URL of a picture that is part of the request.
const dataPNG = "data:image/png;base64,"

// question is the request of a user who wants a picture read.
func question(picture []byte) any {
	type message struct {
		Role    string `json:"role"`
		Content []part `json:"content"`
	}
	return struct {
		Model    string    `json:"model"`
		Messages []message `json:"messages"`
	}{Name, []message{{openai.RoleUser, []part{
		{Type: "text", Text: instruction},
		{Type: "image_url", Image: &link{dataPNG + base64.StdEncoding.EncodeToString(picture)}},
	}}}}
}

// Score compares answers with the text. White space between words does not matter, the order of words does. An answer is
// read up to twice the length of the text. Missing and malformed answers score 0.
func (Task) Score(c task.Challenge, answers []task.Answer) []float64 {
	return task.Each(c, answers, func(truth []string, text string) float64 {
		want := strings.Join(truth, " ")
		got := strings.Join(strings.Fields(text[:min(len(text), 4*len(want))]), " ")
		var m metric.CER
		m.Add(got[:min(len(got), 2*len(want))], want)
		return max(0, (1-m.Rate()-floor)/(1-floor))
	})
}
