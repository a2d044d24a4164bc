// Package builtin lists the tasks and the models that come with the program.
//
// Its law: names are stable, since subnets state task names on chain and miners name models in their configuration. To
// list or construct is cheap; texts are read and models learn when they are first needed, in Train.
package builtin

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/assistant"
	"github.com/tianwang-net/tianwang/task/chat"
	"github.com/tianwang-net/tianwang/task/embed"
	"github.com/tianwang-net/tianwang/task/infer"
	"github.com/tianwang-net/tianwang/task/lm"
	"github.com/tianwang-net/tianwang/task/ocr"
	"github.com/tianwang-net/tianwang/task/qa"
	"github.com/tianwang-net/tianwang/task/translate"
)

// ModelInfo describes a model for people who choose a miner.
type ModelInfo struct {
	Name   string // stable identifier within its task
	Title  string // one line for people
	Honest bool   // false for models that are there to show that cheating does not pay
	Local  bool   // true for models a local network runs unless told otherwise
}

// entry is a model that can be constructed; make gets the name it shall answer by.
type entry struct {
	ModelInfo
	make func(name string) task.Model
}

// line is a task with its models, best first.
type line struct {
	task   task.Task
	models []entry
	asked  bool // a local network has it only when it is asked for
	server bool // its best miners stand in front of a model server
}

var lines = []line{languageModelling, translation, questions, documentation, vectors, pictures, conversation, inference}

var languageModelling = line{task: lm.Task{}, models: []entry{
	{ModelInfo{"kn7", "7-gram of bytes, Spanish and Go", true, true}, ngram(7, lm.Domains...)},
	{ModelInfo{"contexts", "mixed contexts, Spanish and Go; learns longer than the others", true, false}, contexts},
	{ModelInfo{"transformer", "a small neural network of 1.2 million numbers", true, false}, lm.Transformer},
	{ModelInfo{"kn4", "4-gram of bytes, Spanish and Go", true, true}, ngram(4, lm.Domains...)},
	{ModelInfo{"kn3", "3-gram of bytes, Spanish and Go", true, false}, ngram(3, lm.Domains...)},
	{ModelInfo{"kn6-go", "6-gram of bytes, Go alone", true, false}, ngram(6, lm.Go)},
	{ModelInfo{"kn6-spanish", "6-gram of bytes, Spanish alone", true, false}, ngram(6, lm.Spanish)},
	{ModelInfo{"byte-frequency", "how often each byte occurs, whatever the context", false, false}, ngram(1, lm.Domains...)},
	{ModelInfo{"uniform", "every byte equally likely", false, false}, lm.Uniform},
	{ModelInfo{"random", "noise", false, true}, lm.Random},
	{ModelInfo{"sure", "probability 1 for every byte", false, true}, lm.Sure},
}}

var translation = line{task: translate.Task{}, models: []entry{
	{ModelInfo{"smt-27k", "phrase-based translation, all 26,987 verses", true, false}, smt(0)},
	{ModelInfo{"smt-10k", "phrase-based translation, 10,000 verses", true, true}, smt(10_000)},
	{ModelInfo{"smt-3k", "phrase-based translation, 3,000 verses", true, false}, smt(3_000)},
	{ModelInfo{"word-table", "word-by-word translation, 10,000 verses", true, true}, wordTable},
	{ModelInfo{"apertium", "rules, by the program apertium when it is installed", true, false}, translate.Apertium},
	{ModelInfo{"translation-memory", "the nearest of all verses", true, false}, translate.Memory},
	{ModelInfo{"copy-source", "hands back the English text", false, true}, translate.CopySource},
	{ModelInfo{"constant", "always the same verse", false, false}, translate.Constant},
	{ModelInfo{"random", "some verse", false, true}, translate.Random},
}}

var questions = line{task: qa.Task{}, models: []entry{
	{ModelInfo{"mixture", "looks up modern English and weighs what fits", true, true}, qa.Mixture},
	{ModelInfo{"retrieval", "looks up modern English", true, false}, qa.Retrieval},
	{ModelInfo{"both-ngram", "what fits between the words on both sides", true, true}, qa.BothNgram},
	{ModelInfo{"left-ngram", "what fits after the words before", true, false}, qa.LeftNgram},
	{ModelInfo{"frequent", "always the most frequent word", false, false}, qa.Frequent},
	{ModelInfo{"random", "some word", false, true}, qa.Random},
	{ModelInfo{"echo", "a word of the verse itself", false, false}, qa.Echo},
}}

var documentation = line{task: assistant.Task{}, models: []entry{
	{ModelInfo{"passages", "ranks paragraphs by stems and headings, English and Chinese", true, true}, assistant.Passages},
	{ModelInfo{"overlap", "the paragraph with most words of the question", true, true}, assistant.Overlap},
	{ModelInfo{"random", "some paragraph", false, true}, assistant.Random},
	{ModelInfo{"echo", "hands back the question and always names one page", false, false}, assistant.Echo},
}}

var vectors = line{task: embed.Task{}, asked: true, models: []entry{
	{ModelInfo{"mixture", "parts of words, and what words are said with", true, true}, embed.Mixture},
	{ModelInfo{"characters", "runs of four characters, the rarer the heavier", true, false}, embed.Characters},
	{ModelInfo{"associations", "what words are said with", true, false}, embed.Associations},
	{ModelInfo{"words", "words, the rarer the heavier", true, true}, embed.Words},
	{ModelInfo{"bag", "words, all alike", true, false}, embed.Bag},
	{ModelInfo{"length", "how long a text is", false, false}, embed.Length},
	{ModelInfo{"random", "noise", false, true}, embed.Random},
	{ModelInfo{"constant", "one vector for everything", false, true}, embed.Constant},
}}

var pictures = line{task: ocr.Task{}, asked: true, models: []entry{
	{ModelInfo{"tesseract", "the program tesseract when it is installed", true, false}, ocr.Tesseract},
	{ModelInfo{"ppocr", "PP-OCR by Node when it is installed", true, false}, ocr.PPOCR},
	{ModelInfo{"templates", "cleans a page and compares its glyphs with those of four typefaces", true, true}, ocr.Templates},
	{ModelInfo{"plain", "compares the glyphs of a page as it is with those of one typeface", true, true}, ocr.Plain},
	{ModelInfo{"random", "a text of its own", false, true}, ocr.Random},
	{ModelInfo{"constant", "the most frequent words", false, false}, ocr.Constant},
}}

var conversation = line{task: chat.Task{}, asked: true, server: true, models: []entry{
	{ModelInfo{"rules", "calculates and looks up, and nothing else", true, true}, chat.Rules},
	{ModelInfo{"random", "some number or word", false, true}, chat.Random},
	{ModelInfo{"echo", "hands the question back", false, false}, chat.Echo},
	{ModelInfo{"list", "names everything that could be meant", false, false}, chat.List},
}}

var inference = line{task: infer.Task{}, asked: true, models: []entry{
	{ModelInfo{"kn7", "the model itself", true, true}, infer.Model},
	{ModelInfo{"smaller", "a smaller model in its place", false, true}, infer.Smaller},
	{ModelInfo{"claims", "a smaller model writes, and the right one's probabilities are claimed", false, true}, infer.Claims},
	{ModelInfo{"random", "noise", false, false}, infer.Random},
}}

func smt(pairs int) func(string) task.Model {
	return func(name string) task.Model { return translate.SMT(name, pairs) }
}

func wordTable(name string) task.Model { return translate.WordTable(name, 10_000) }

func contexts(name string) task.Model { return lm.Mixing(name, lm.Domains...) }

func ngram(order int, domains ...lm.Domain) func(string) task.Model {
	return func(name string) task.Model { return lm.NGram(name, order, domains...) }
}

// Names lists the built-in tasks.
func Names() []string {
	var out []string
	for _, l := range lines {
		out = append(out, l.task.Info().Name)
	}
	return out
}

// Default lists the tasks of a local network that was asked for none by name.
func Default() []string {
	var out []string
	for _, l := range lines {
		if !l.asked {
			out = append(out, l.task.Info().Name)
		}
	}
	return out
}

// NeedsServer says whether the honest miners of a task stand in front of a model server: what is built in is no match for
// one.
func NeedsServer(taskName string) bool {
	l, _ := find(taskName)
	return l.server
}

func find(name string) (line, error) {
	for _, l := range lines {
		if l.task.Info().Name == name {
			return l, nil
		}
	}
	return line{}, fmt.Errorf("task %q: unknown, choose from %s", name, strings.Join(Names(), ", "))
}

// Task returns the task of that name.
func Task(name string) (task.Task, error) {
	l, err := find(name)
	return l.task, err
}

// Models lists the models of a task, best first; nil for an unknown task.
func Models(taskName string) []ModelInfo {
	l, _ := find(taskName)
	var out []ModelInfo
	for _, e := range l.models {
		out = append(out, e.ModelInfo)
	}
	return out
}

// Model returns a new, untrained model of a task.
func Model(taskName, modelName string) (task.Model, error) {
	l, err := find(taskName)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(l.models, func(e entry) bool { return e.Name == modelName })
	if i < 0 {
		var names []string
		for _, e := range l.models {
			names = append(names, e.Name)
		}
		return nil, fmt.Errorf("model %q: unknown for task %s, choose from %s", modelName, taskName, strings.Join(names, ", "))
	}
	return l.models[i].make(modelName), nil
}
