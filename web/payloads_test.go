//go:build e2e

package web

import (
	"fmt"
	"net/http"
	"strings"
)

// Attacks in the words of a model: 28 of them, each written in 20 ways.
var (
	attacks = []string{
		`<script>window.pwned=1</script>`, `<img src=x onerror=window.pwned=1>`, `<svg onload=window.pwned=1>`, `<svg><script>window.pwned=1</script></svg>`,
		`<iframe srcdoc="<script>parent.window.pwned=1</script>"></iframe>`, `<iframe src="javascript:parent.window.pwned=1"></iframe>`,
		`<a href="javascript:window.pwned=1">x</a>`, `<details open ontoggle=window.pwned=1>`, `<video><source onerror=window.pwned=1></video>`,
		`<math><mtext><table><mglyph><style><img src=x onerror=window.pwned=1>`, `<object data="javascript:window.pwned=1">`, `<embed src="javascript:window.pwned=1">`,
		`<form action="javascript:window.pwned=1"><button>x</button></form>`, `<input autofocus onfocus=window.pwned=1>`, `<body onload=window.pwned=1>`,
		`<meta http-equiv=refresh content="0;url=javascript:window.pwned=1">`, `<link rel=stylesheet href="https://evil.example/x.css">`, `<style>@import "https://evil.example/x";</style>`,
		`<base href="https://evil.example/">`, `javascript:window.pwned=1`, `JaVa\tScript:window.pwned=1`, `data:text/html;base64,PHNjcmlwdD53aW5kb3cucHduZWQ9MTwvc2NyaXB0Pg==`,
		`vbscript:window.pwned=1`, `"><img src=x onerror=window.pwned=1>`, `{{constructor.constructor('window.pwned=1')()}}`,
		`$\href{javascript:window.pwned=1}{x}$`, `$\includegraphics{https://evil.example/x.png}$`, `$\htmlStyle{background:url(https://evil.example/x)}{x}$`,
	}
	dresses = []string{
		"%s", "**%s**", "*%s*", "~~%s~~", "`%s`", "[x](%s)", "![x](%s)", "[%s](https://example.org/)", "![%s](https://example.org/x.png)", "# %s", "> %s", "- %s", "1. %s",
		"| %s | b |\n|---|---|\n| c | d |", "| a | b |\n|---|---|\n| %s | d |", "```%s\nx\n```", "```html\n%s", "[x]: %s\n[x]", "<%s>", "[x](<%s> \"t\")",
	}
)

// attack answers with one dress of every vector.
func (f *fixture) attack(w http.ResponseWriter, r *http.Request, dress string) {
	out := &talk{w: w, ctx: r.Context(), served: []string{"Tianwang-Netuid", "1", "Tianwang-Uid", "3", "Tianwang-Miner", address(103)}}
	out.head()
	var n int
	_, _ = fmt.Sscan(dress, &n)
	for _, v := range attacks {
		text := strings.ReplaceAll(dresses[n], "%s", v) + "\n\n"
		if strings.HasPrefix(dresses[n], "```") {
			text += "```\n\n"
		}
		out.say(text[:len(text)/2]) // also half of it
		out.say(text[len(text)/2:])
	}
	out.event("[DONE]")
}
