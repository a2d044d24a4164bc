package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// The journal file: a header, then one record per admitted request. The header says whether the file was closed in order
// and, if not, on which run of the machine it was written: what a process wrote survives its own end, but not
// necessarily that of the machine.
const (
	journalMagic = "TWSEEN01"
	bootSize     = 40
	headerSize   = len(journalMagic) + bootSize + 8 + 8 // magic, boot id, floor, closed
	closedAt     = int64(headerSize - 8)
	recordSize   = 8 + 16
)

type record struct {
	at   int64 // Unix seconds
	mark mark
}

// past is what a journal remembers from before.
type past struct {
	floor   int64
	records []record
}

// journal is the memory of a Guard on disk.
type journal struct {
	path string
	boot string
	f    *os.File
	size int64
}

// maxJournal bounds the file: several full generations.
const maxJournal = int64(headerSize + 8*Capacity*recordSize)

// errJournal says that a file is not a journal, or not a whole one.
var errJournal = errors.New("not a whole journal")

// openJournal reads what is at path, drops what is older than a generation, and opens the rest for appending.
func openJournal(path, boot string, now int64) (*journal, past, error) {
	old, err := readJournal(path, boot)
	switch {
	case errors.Is(err, os.ErrNotExist): // the first start
	case errors.Is(err, errJournal):
		old = past{floor: now + int64(Skew/time.Second)}
	case err != nil:
		return nil, past{}, err
	}
	kept := past{floor: old.floor}
	at := map[mark]int64{}
	for _, r := range old.records {
		if r.at >= now-int64(generation/time.Second) {
			at[r.mark] = r.at
			kept.records = append(kept.records, r)
			continue
		}
		kept.floor = max(kept.floor, r.at+int64(Skew/time.Second))
	}
	j := &journal{path: path, boot: boot}
	return j, kept, j.rewrite(kept.floor, at)
}

// readJournal returns what the file holds. It returns errJournal when the file may lack the newest records.
func readJournal(path, boot string) (past, error) {
	b, err := os.ReadFile(path) // #nosec G304 -- the path is the operator's
	if err != nil {
		return past{}, err
	}
	if len(b) < headerSize || int64(len(b)) > maxJournal || string(b[:len(journalMagic)]) != journalMagic {
		return past{}, errJournal
	}
	h := b[len(journalMagic):headerSize]
	was := string(bytes.TrimRight(h[:bootSize], "\x00"))
	closed := binary.BigEndian.Uint64(h[bootSize+8:]) == 1
	if !closed && (was == "" || was != boot) {
		return past{}, errJournal
	}
	p := past{floor: int64(binary.BigEndian.Uint64(h[bootSize:]))} // #nosec G115 -- written by rewrite
	// A torn record at the end belongs to a request that was never admitted.
	for b = b[headerSize:]; len(b) >= recordSize; b = b[recordSize:] {
		p.records = append(p.records, record{int64(binary.BigEndian.Uint64(b)), mark(b[8:recordSize])}) // #nosec G115 -- likewise
	}
	return p, nil
}

func (j *journal) append(r record) error {
	if j.size+recordSize > maxJournal {
		return fmt.Errorf("%s: larger than %d bytes and cannot be rewritten", j.path, maxJournal)
	}
	var b [recordSize]byte
	encodeRecord(b[:], r)
	if _, err := j.f.WriteAt(b[:], j.size); err != nil {
		return err
	}
	j.size += recordSize
	return nil
}

func encodeRecord(b []byte, r record) {
	binary.BigEndian.PutUint64(b, uint64(r.at)) // #nosec G115 -- two's complement, read back the same way
	copy(b[8:], r.mark[:])
}

// rewrite replaces the file by one with the given content and goes on with that.
func (j *journal) rewrite(floor int64, at map[mark]int64) error {
	b := make([]byte, headerSize, headerSize+len(at)*recordSize)
	copy(b, journalMagic)
	copy(b[len(journalMagic):], j.boot)
	binary.BigEndian.PutUint64(b[len(journalMagic)+bootSize:], uint64(floor)) // #nosec G115 -- likewise
	for m, t := range at {
		var r [recordSize]byte
		encodeRecord(r[:], record{t, m})
		b = append(b, r[:]...)
	}
	next, err := os.OpenFile(j.path+".new", os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	if _, err = next.Write(b); err == nil {
		err = os.Rename(next.Name(), j.path)
	}
	if err != nil {
		_ = next.Close()
		return err
	}
	if j.f != nil {
		_ = j.f.Close() // the file is no longer reachable, nothing in it is needed
	}
	j.f, j.size = next, int64(len(b))
	return nil
}

// close marks the file as complete, once its content is on disk.
func (j *journal) close() error {
	err := j.f.Sync()
	if err == nil {
		var b [8]byte
		b[7] = 1
		_, err = j.f.WriteAt(b[:], closedAt)
	}
	if err == nil {
		err = j.f.Sync()
	}
	return errors.Join(err, j.f.Close())
}

// bootID identifies this run of the machine, "" where the system does not tell.
func bootID() string {
	f, err := os.Open("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }()
	b, _ := io.ReadAll(io.LimitReader(f, bootSize))
	return strings.TrimSpace(string(b))
}
