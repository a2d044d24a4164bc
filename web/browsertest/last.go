//go:build e2e

package browsertest

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/chromedp"
)

// last keeps a picture of a window as it was when its test ended, where go test -artifacts wants pictures. A window that
// the test has closed has none.
func (b *Tab) last() {
	b.T.Helper()
	if kept := flag.Lookup("test.artifacts"); kept == nil || kept.Value.String() != "true" {
		return
	}
	ctx, cancel := context.WithTimeout(b.Ctx, b.Patience)
	defer cancel()
	shot, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.T.Log("no picture of the end:", err)
		return
	}
	name := strings.ReplaceAll(b.T.Name(), "/", "-")
	for i := 1; ; i++ { // a test may have several windows
		f, err := os.OpenFile(filepath.Join(b.T.ArtifactDir(), fmt.Sprintf("%s-%d.png", name, i)), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err == nil {
			_, err = f.Write(shot)
			err = errors.Join(err, f.Close())
		}
		if err != nil {
			b.T.Log("no picture of the end:", err)
		}
		return
	}
}
