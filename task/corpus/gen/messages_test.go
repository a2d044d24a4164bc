package main

import (
	"encoding/binary"
	"testing"
)

// mo writes a catalogue.
func mo(pairs ...[2]string) []byte {
	n := uint32(len(pairs))
	head := []uint32{0x950412de, 0, n, 28, 28 + 8*n, 0, 0}
	place, texts := 28+16*n, ""
	var tables [2][]uint32
	for side := range 2 {
		for _, p := range pairs {
			tables[side] = append(tables[side], uint32(len(p[side])), place+uint32(len(texts)))
			texts += p[side] + "\x00"
		}
	}
	var b []byte
	for _, part := range [][]uint32{head, tables[0], tables[1]} {
		for _, v := range part {
			b = binary.LittleEndian.AppendUint32(b, v)
		}
	}
	return append(b, texts...)
}

func TestCatalogue(t *testing.T) {
	t.Parallel()
	got, err := catalogue(mo(
		[2]string{"", "Project-Id-Version: x"},
		[2]string{"could not open\n\tthe file \"%s\"", "no se pudo abrir «%s»"},
		[2]string{"one two three %s", "uno"},
		[2]string{"the one is here\x00the many are here", "uno\x00dos"},
		[2]string{"not translated at all", ""},
	))
	want := [2]string{`could not open the file "%s"`, "no se pudo abrir «%s»"}
	if err != nil || len(got) != 1 || got[0] != want {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := catalogue([]byte("nothing of the kind, is it?")); err == nil {
		t.Error("what is no catalogue passed")
	}
}
