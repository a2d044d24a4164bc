package main

import (
	"strings"
	"testing"
)

func TestPlain(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`<w l="a">God</w><note placement="foot"><reference>1:1 </reference>Hebrew “x”.</note><w>created</w> it.`:    "God created it.",
		`<title canonical="true" type="psalm">A Psalm.</title> <lg sID="1"/> <l level="1"/>Yahweh, <l eID="2"/>how`: "A Psalm. Yahweh, how",
		`<title level="1" type="main">Book</title>Text <speaker>Lover</speaker> here<note>n</note>.`:                "Text here.",
		`Amen. <chapter eID="Rev.22"/><title>Glossary</title> <item>word</item>`:                                    "Amen.",
		`light</w>,” <w>and</w> ( <w>so</w> ) &amp; on`:                                                             "light,” and (so) & on",
	} {
		if got := plain(in); got != want {
			t.Errorf("plain(%q)\n got %q\nwant %q", in, got, want)
		}
	}
}

func TestKJVLines(t *testing.T) {
	t.Parallel()
	got, err := kjvLines(strings.NewReader("Ge1:1 In the beginning\n1Sm2:3 Talk no more \n"))
	if want := "Gen 1:1\tIn the beginning\n1Sam 2:3\tTalk no more\n"; err != nil || string(got) != want {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := kjvLines(strings.NewReader("Nowhere 1:1 x\n")); err == nil {
		t.Error("a line of no known book passed")
	}
}

func TestLicence_CutsTheHead(t *testing.T) {
	t.Parallel()
	src := "// Copyright 2009 The Go Authors. All rights reserved.\n// Use of this source code is governed by a BSD-style\n" +
		"// license that can be found in the LICENSE file.\n\n// Package x\npackage x\n"
	if got := licence.ReplaceAllString(src, ""); got != "// Package x\npackage x\n" {
		t.Errorf("got %q", got)
	}
}
