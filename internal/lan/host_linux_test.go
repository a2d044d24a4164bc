package lan

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"testing"
	"time"
)

// TestHost lets two real hosts talk, and cuts the cable between them.
func TestHost(t *testing.T) {
	t.Parallel()
	s := NewSwitch(1)
	a, err := NewHost(s, 1)
	if errors.Is(err, ErrNotAllowed) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	b, err := NewHost(s, 2)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := errors.Join(a.Close(), b.Close()); err != nil {
			t.Error(err)
		}
		s.Close()
	}()
	defer serveEcho(t, b).Close()
	var c net.Conn
	if err := a.do(func() (err error) { c, err = net.Dial("tcp", b.Address().String()+":7"); return err }); err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := say(c, "one", patience); err != nil {
		t.Fatal(err)
	}
	s.Lay(a.Address(), b.Address(), Cable{Cut: true})
	if err := say(c, "two", 100*time.Millisecond); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("across a cut: %v", err)
	}
	s.Heal()
	if err := hear(c, "two", patience); err != nil {
		t.Fatalf("after the cable was healed: %v", err)
	}
	door, err := b.Forward(7)
	if err != nil {
		t.Fatal(err)
	}
	if c, err = net.Dial("tcp", door); err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := say(c, "three", patience); err != nil {
		t.Fatal(err)
	}
}

// serveEcho makes a host answer on port 7 with what it is told.
func serveEcho(t *testing.T, h *Host) net.Listener {
	t.Helper()
	var l net.Listener
	if err := h.do(func() (err error) { l, err = net.Listen("tcp", "0.0.0.0:7"); return err }); err != nil {
		t.Fatal(err)
	}
	go func() { // ends with the listener
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { _, _ = io.Copy(c, c) }()
		}
	}()
	return l
}

// say sends a text and wants it back.
func say(c net.Conn, text string, within time.Duration) error {
	if _, err := c.Write([]byte(text)); err != nil {
		return err
	}
	return hear(c, text, within)
}

// hear waits for a text.
func hear(c net.Conn, text string, within time.Duration) error {
	if err := c.SetReadDeadline(time.Now().Add(within)); err != nil {
		return err
	}
	got := make([]byte, len(text))
	if _, err := io.ReadFull(c, got); err != nil {
		return err
	}
	if string(got) != text {
		return fmt.Errorf("%q came, not %q", got, text)
	}
	return nil
}
