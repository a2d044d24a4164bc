// Package web serves the front ends that are built into the program.
//
// Its law: a page loads nothing from anywhere but its own origin, runs no script but its own files, and stands in no
// other page's frame. Everything the chain says is written by strangers; the policy below is the second wall, after pages
// that treat it as text.
package web

import (
	"embed"
	"io/fs"
	"net/http"
)

// dist is what `make web` builds; without it there is only a file that keeps the folder.
//
//go:embed all:app/dist all:wallet/dist
var dist embed.FS

// App serves the front end for people who ask, mine and watch. Paths that belong to an API are never answered with a page.
// When the front end has not been built it says how to.
func App() http.Handler { return newSite(folder("app"), appPolicy) }

// Wallet serves the front end that holds keys. It belongs on an origin of its own, apart from [App]: whatever goes wrong in a
// page that shows what strangers write, the keys are out of its reach.
func Wallet() http.Handler { return newSite(folder("wallet"), walletPolicy) }

func folder(name string) fs.FS {
	files, err := fs.Sub(dist, name+"/dist")
	if err != nil {
		panic(err) // the folder is embedded, or this does not compile
	}
	return files
}
