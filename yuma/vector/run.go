package vector

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/tianwang-net/tianwang/yuma"
)

// traceLimit is the number of uids up to which files hold the working of an epoch.
const traceLimit = 64

// Run sets what is expected to what this package computes from the states of the file, each epoch alone.
func (f *File) Run() error {
	f.Source = "tianwang"
	f.Expected.Epochs = make([]json.RawMessage, len(f.Input.Epochs))
	for i, state := range f.Input.Epochs {
		run := f.runEpoch
		if f.Kind == KindRoot {
			run = f.runRoot
		}
		fields, err := run(state)
		if err == nil {
			f.Expected.Epochs[i], err = object(fields)
		}
		if err != nil {
			return fmt.Errorf("epoch %d: %w", i, err)
		}
	}
	return nil
}

func (f *File) runEpoch(state json.RawMessage) ([]field, error) {
	version, err := f.version()
	if err != nil {
		return nil, err
	}
	var s State
	if err := json.Unmarshal(state, &s); err != nil {
		return nil, err
	}
	working, r, err := replay(new(yuma.Engine), &s, s.input(version), s.N <= traceLimit)
	if err != nil {
		return nil, err
	}
	fields := resultFields(r)
	if len(working) > 0 {
		trace, err := object(working)
		if err != nil {
			return nil, err
		}
		fields = append(fields, field{"trace", trace})
	}
	return fields, nil
}

func (f *File) runRoot(state json.RawMessage) ([]field, error) {
	var s RootState
	if err := json.Unmarshal(state, &s); err != nil {
		return nil, err
	}
	outcome := func(rawRows bool) ([]field, error) {
		working, fields := s.replay(rawRows)
		trace, err := object(working)
		return append(fields, field{"trace", trace}), err
	}
	fields, err := outcome(true)
	if err != nil {
		return nil, err
	}
	variant, err := outcome(false)
	if err != nil {
		return nil, err
	}
	raw, err := object(variant)
	return append(fields, field{normalised, raw}), err
}

// object writes fields as a JSON object in their order, one on a line.
func object(fields []field) (json.RawMessage, error) {
	var b bytes.Buffer
	for i, f := range fields {
		value, err := json.Marshal(f.value)
		if err != nil {
			return nil, err
		}
		if raw, ok := f.value.(json.RawMessage); ok {
			value = raw
		}
		separator := ",\n"
		if i == 0 {
			separator = "{\n"
		}
		fmt.Fprintf(&b, "%s%q: %s", separator, f.name, value)
	}
	if len(fields) == 0 {
		b.WriteString("{")
	}
	b.WriteString("}")
	return b.Bytes(), nil
}

// Write writes the file in its format, epochs and their fields on lines of their own.
func (f *File) Write(w io.Writer) error {
	head, err := object([]field{{"description", f.Description}, {"kind", f.Kind}, {"source", f.Source}})
	if err != nil {
		return err
	}
	var b bytes.Buffer
	b.Write(bytes.TrimSuffix(head, []byte("}")))
	for _, part := range []struct {
		name   string
		epochs []json.RawMessage
	}{{"input", f.Input.Epochs}, {"expected", f.Expected.Epochs}} {
		fmt.Fprintf(&b, ",\n%q: {\"epochs\": [\n%s\n]}", part.name, bytes.Join(raws(part.epochs), []byte(",\n")))
	}
	b.WriteString("}\n")
	_, err = w.Write(b.Bytes())
	return err
}

func raws(messages []json.RawMessage) [][]byte {
	bs := make([][]byte, len(messages))
	for i, m := range messages {
		bs[i] = m
	}
	return bs
}
