package main

import (
	"os"
	"sync"

	"github.com/tianwang-net/tianwang/neuron/validator"
	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/builtin"
	"github.com/tianwang-net/tianwang/task/judge"
)

// tasksOf returns where a validator finds its task: at a judge, or among the built-in ones, with private text or without.
func tasksOf(judgeURL, text string) (validator.Tasks, error) {
	switch {
	case judgeURL != "" && text != "":
		return nil, usage("--judge and --text exclude each other: a judge has its own text")
	case judgeURL != "":
		j, err := judge.New(judgeURL, judge.DefaultTimes())
		if err != nil {
			return nil, usage("%v", err)
		}
		return j.Find, nil
	case text != "":
		return privately(text), nil
	}
	return builtin.Task, nil
}

// privately returns the built-in tasks over the text of a directory, which is read once for each task.
func privately(dir string) validator.Tasks {
	var mu sync.Mutex
	read := map[string]task.Task{}
	return func(name string) (task.Task, error) {
		mu.Lock()
		defer mu.Unlock()
		if read[name] != nil {
			return read[name], nil
		}
		t, err := builtin.Task(name)
		if err == nil {
			t, err = task.Privately(t, os.DirFS(dir))
		}
		if err == nil {
			read[name] = t
		}
		return t, err
	}
}
