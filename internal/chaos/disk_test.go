//go:build e2e

package chaos

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/tianwang-net/tianwang/internal/fleet"
)

// disk is a small file system of its own, for the data of one node.
type disk struct {
	t     *testing.T
	image string
	at    string
}

// newDisk makes the file system and moves what is in a folder to it.
func newDisk(t *testing.T, folder string, megabytes int64) *disk {
	t.Helper()
	d := &disk{t, filepath.Join(t.TempDir(), "disk"), folder}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.WriteFile(d.image, nil, 0o600))
	must(os.Truncate(d.image, megabytes<<20))
	d.run("mkfs.ext4", "-q", "-m", "0", d.image)
	was := folder + "-was"
	must(os.Rename(folder, was))
	must(os.Mkdir(folder, 0o700))
	d.mount()
	t.Cleanup(func() { _ = exec.Command("umount", "-l", d.at).Run() }) // it may be gone
	must(os.CopyFS(folder, os.DirFS(was)))
	return d
}

// needDisks skips a test where no file system can be mounted.
func needDisks(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("a disk that fails is a file system of its own: run as root")
	}
	for _, tool := range []string{"mkfs.ext4", "e2fsck", "mount", "umount", "losetup"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("a disk that fails is a file system of its own: %v", err)
		}
	}
	if _, err := os.Stat("/dev/loop-control"); err != nil {
		t.Skipf("a disk that fails is a file system of its own: %v", err)
	}
}

func (d *disk) run(name string, args ...string) string {
	d.t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		d.t.Fatalf("%s %s: %v: %s", name, strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

func (d *disk) mount(options ...string) {
	d.t.Helper()
	d.run("mount", "-o", strings.Join(append(options, "loop", "errors=remount-ro"), ","), d.image, d.at)
}

// fill writes until there is no room for a single byte.
func (d *disk) fill() {
	d.t.Helper()
	f, err := os.OpenFile(filepath.Join(d.at, "ballast"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		d.t.Fatal(err)
	}
	defer f.Close()
	for size := 1 << 20; size > 0; size /= 2 {
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, size))
		}
		if !errors.Is(err, syscall.ENOSPC) {
			d.t.Fatal(err)
		}
	}
}

// fail makes the kernel believe that the disk is broken: nothing can be written from now on.
func (d *disk) fail() {
	d.t.Helper()
	device := filepath.Base(strings.SplitN(d.run("losetup", "-j", d.image), ":", 2)[0])
	if err := os.WriteFile(filepath.Join("/sys/fs/ext4", device, "trigger_fs_error"), []byte("1"), 0o200); err != nil {
		d.t.Fatal(err)
	}
}

// mend checks the file system and mounts it again.
func (d *disk) mend() {
	d.t.Helper()
	d.run("umount", d.at)
	if out, err := exec.Command("e2fsck", "-fy", d.image).CombinedOutput(); err != nil {
		var status *exec.ExitError
		if !errors.As(err, &status) || status.ExitCode() > 1 { // 1: it was mended
			d.t.Fatalf("e2fsck: %v: %s", err, out)
		}
	}
	d.mount()
}

// loudly wants a process to have ended with an error, and to have said why.
func (e *ensemble) loudly(n *fleet.Node, why string) {
	e.t.Helper()
	status, said := e.ended(n)
	if status == 0 || !strings.Contains(said, why) {
		e.t.Errorf("the process ended with status %d and does not speak of %q:\n%.2000s", status, why, said)
	}
}

// TestC16_Disk: the disk of one producer of four is full, then broken. The node ends and says so, also if it is started
// again on it; the others go on; with room and a mended disk it catches up. All agree on every block.
func TestC16_Disk(t *testing.T) {
	needDisks(t)
	var d *disk
	e := newEnsemble(t, 0, 0, func(f *fleet.Fleet) {
		d = newDisk(t, filepath.Join(string(f.Nodes[victim].Home), "data"), 128)
	})
	bad := e.fleet.Nodes[victim]

	d.fill()
	e.loudly(bad, "no space left on device")
	e.grow(e.honest(), 5)
	e.must(bad.Start())
	e.loudly(bad, "no space left on device")
	e.must(os.Remove(filepath.Join(d.at, "ballast")))
	e.must(bad.Start())
	e.reach(e.fleet.Nodes, e.top()+2)

	d.fail()
	e.loudly(bad, "read-only file system")
	e.grow(e.honest(), 5)
	e.must(bad.Start())
	e.loudly(bad, "read-only file system")
	d.mend()
	e.must(bad.Start())
	e.reach(e.fleet.Nodes, e.top()+2)
	e.finish()
}

// TestC16_TornLog: one producer of four is killed, and its log of what it was about to do is cut, or a bit of it is another,
// when it starts again. It recovers each time, and signs nothing that contradicts what it signed before.
func TestC16_TornLog(t *testing.T) {
	e := newEnsemble(t, 0, 0)
	bad := e.fleet.Nodes[victim]
	log := filepath.Join(string(bad.Home), "data", "cs.wal", "wal")
	rng := rand.New(rand.NewPCG(16, 0))
	cut := func(length func(int64) int64) func(int64) error {
		return func(size int64) error { return os.Truncate(log, length(size)) }
	}
	for _, damage := range []struct {
		name string
		do   func(size int64) error
	}{
		{"empty", cut(func(int64) int64 { return 0 })},
		{"1 byte", cut(func(int64) int64 { return 1 })},
		{"1 %", cut(func(n int64) int64 { return n / 100 })},
		{"50 %", cut(func(n int64) int64 { return n / 2 })},
		{"99 %", cut(func(n int64) int64 { return n * 99 / 100 })},
		{"all but 100 bytes", cut(func(n int64) int64 { return max(n-100, 0) })},
		{"all but a byte", cut(func(n int64) int64 { return max(n-1, 0) })},
		{"gone", func(int64) error { return os.Remove(log) }},
		{"a bit near the start", func(n int64) error { return flip(log, rng.Int64N(min(n, 200)), rng) }},
		{"a bit anywhere", func(n int64) error { return flip(log, rng.Int64N(n), rng) }},
		{"a bit near the end", func(n int64) error { return flip(log, n-1-rng.Int64N(min(n, 200)), rng) }},
	} {
		e.must(bad.Stop(syscall.SIGKILL))
		info, err := os.Stat(log)
		e.must(err)
		if info.Size() == 0 {
			t.Fatalf("%s: the log is empty before", damage.name)
		}
		e.must(damage.do(info.Size()))
		e.must(bad.Start())
		if !e.outcome(bad, e.top()+2) {
			_, said := e.ended(bad)
			t.Fatalf("%s, of %d bytes: the node does not start:\n%.2000s", damage.name, info.Size(), said)
		}
		t.Logf("%s, of %d bytes: recovered", damage.name, info.Size())
	}
	if n := e.evidence(); n > 0 {
		t.Errorf("the chain has %d proofs of a double signature", n)
	}
	e.finish()
}

// flip changes a bit of a file.
func flip(name string, at int64, rng *rand.Rand) error {
	b, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	b[at] ^= 1 << rng.UintN(8)
	return os.WriteFile(name, b, 0o600)
}

// TestC16_FlippedBits: a bit of what a node has stored is another. It stops and says so, or goes on with the blocks that all
// others have; it never stands still in silence, and never tells anything else. A database may lose a record to it, so that
// the node has an old block no more.
func TestC16_FlippedBits(t *testing.T) {
	e := newEnsemble(t, 0, 1)
	n, err := e.fleet.Join("reader", e.spare[0])
	e.must(err)
	e.must(n.Start())
	e.reach([]*fleet.Node{n}, e.grow(e.honest(), 20))
	e.must(n.Stop(syscall.SIGKILL))
	data := filepath.Join(string(n.Home), "data")
	e.must(os.CopyFS(data+"-was", os.DirFS(data)))
	rng := rand.New(rand.NewPCG(16, 1))
	stopped, went := 0, 0
	for _, db := range []string{"application.db", "state.db", "blockstore.db"} {
		for range 4 {
			file, at := anyByte(t, filepath.Join(data, db), rng)
			e.must(flip(file, at, rng))
			e.must(n.Start())
			what := fmt.Sprintf("%s, byte %d", strings.TrimPrefix(file, data+"/"), at)
			if e.outcome(n, e.top()+3) {
				went++
				t.Logf("%s: goes on, without %d old blocks", what, e.same(n))
			} else {
				status, said := e.ended(n)
				if stopped++; status == 0 || strings.TrimSpace(said) == "" {
					t.Errorf("%s: ended with status %d and says %q", what, status, said)
				}
				t.Logf("%s: stops: %.200s", what, strings.TrimSpace(said))
			}
			e.must(n.Stop(syscall.SIGKILL))
			e.must(os.RemoveAll(data))
			e.must(os.CopyFS(data, os.DirFS(data+"-was")))
		}
	}
	t.Logf("%d times it stopped, %d times it went on", stopped, went)
	e.must(n.Start())
	e.reach([]*fleet.Node{n}, e.top()+3)
	e.whole(n)
	e.must(n.Stop(syscall.SIGTERM))
	e.finish()
}

// anyByte draws a byte of the files of a database, each byte with the same chance.
func anyByte(t *testing.T, db string, rng *rand.Rand) (file string, at int64) {
	t.Helper()
	type sized struct {
		name string
		size int64
	}
	var files []sized
	total := int64(0)
	err := filepath.WalkDir(db, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !slices.Contains([]string{".ldb", ".log"}, filepath.Ext(path)) {
			return err
		}
		info, err := entry.Info()
		if err == nil && info.Size() > 0 {
			files = append(files, sized{path, info.Size()})
			total += info.Size()
		}
		return err
	})
	if err != nil || total == 0 {
		t.Fatalf("%s: %d bytes: %v", db, total, err)
	}
	at = rng.Int64N(total)
	for _, f := range files {
		if at < f.size {
			return f.name, at
		}
		at -= f.size
	}
	return "", 0
}
