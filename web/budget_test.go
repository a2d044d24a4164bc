package web

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"path"
	"regexp"
	"testing"
)

// firstLoad is how many bytes, compressed, a person may have to wait for before a front end draws anything.
const firstLoad = 250_000

// firstScripts is how many of these may be scripts of the app.
const firstScripts = 180_000

// heads finds the scripts and styles that a page names in its head.
var heads = regexp.MustCompile(`(?:src|href)="/([^"]+\.(?:js|css))"`)

// TestBudget bounds what the first visit of a front end costs.
func TestBudget(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"app", "wallet"} {
		files := folder(name)
		page, err := fs.ReadFile(files, "index.html")
		if err != nil {
			t.Skipf("the pages are not built; `make web` builds them: %v", err)
		}
		size, scripts := compressed(t, page), 0
		for _, m := range heads.FindAllSubmatch(page, -1) {
			file, err := fs.ReadFile(files, string(m[1]))
			if err != nil {
				t.Fatal(err)
			}
			size += compressed(t, file)
			if path.Ext(string(m[1])) == ".js" {
				scripts += compressed(t, file)
			}
		}
		t.Logf("%s: %d bytes, %d of them scripts", name, size, scripts)
		if name == "app" && scripts > firstScripts {
			t.Errorf("the first visit of the app loads %d bytes of scripts; at most %d are allowed", scripts, firstScripts)
		}
		if size > firstLoad || size < firstLoad/20 {
			t.Errorf("the first visit of %s loads %d bytes; at most %d are allowed", name, size, firstLoad)
		}
	}
}

// keyMarks are in code that makes or opens keys: the derivation of keys from passwords, and the first words of the list that
// phrases are made of.
var keyMarks = []*regexp.Regexp{regexp.MustCompile(`(?i)argon2`), regexp.MustCompile(`abandon[^a-z]{1,3}n?ability`)}

// TestBudget_NoKeysInApp wants no code that makes or opens keys in any file of the app, and finds it in the wallet.
func TestBudget_NoKeysInApp(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{"app": false, "wallet": true} {
		scripts, err := fs.Glob(folder(name), "assets/*.js")
		if err != nil || len(scripts) == 0 {
			t.Skip("the pages are not built; `make web` builds them")
		}
		found := map[string]bool{}
		for _, script := range scripts {
			text, err := fs.ReadFile(folder(name), script)
			if err != nil {
				t.Fatal(err)
			}
			for _, mark := range keyMarks {
				if mark.Match(text) {
					found[mark.String()] = true
					if !want {
						t.Errorf("%s of the %s has %q in it", path.Base(script), name, mark)
					}
				}
			}
		}
		if want && len(found) != len(keyMarks) {
			t.Errorf("the %s has only %v: this test does not know what to look for", name, found)
		}
	}
}

// compressed is how many bytes go over the wire.
func compressed(t *testing.T, b []byte) int {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Len()
}
