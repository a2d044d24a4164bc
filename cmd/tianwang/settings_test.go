package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
	"github.com/spf13/pflag"
)

// other returns a value for a flag that is not its default, as text and as TOML.
func other(f *pflag.Flag) (text, inFile string) {
	switch f.Value.Type() {
	case "bool":
		return "true", "true"
	case "uint16", "uint32", "uint64", "int":
		return "77", "77"
	case "float64":
		return "7.5", "7.5"
	case "duration":
		return "1m17s", `"77s"`
	case "TAO":
		return "7.5", `"7.5"`
	case "stringSlice":
		return "[http://a.example,http://b.example]", `["http://a.example", "http://b.example"]`
	}
	return "seventy", `"seventy"`
}

// TestSettings_EveryKey writes the file of each daemon, changes every key in it, and wants every flag to have been changed
// by it: no key is without meaning, and none is missing.
func TestSettings_EveryKey(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"miner", "validator"} {
		cmd, _, err := (&program{}).rootCommand().Find([]string{name})
		if err == nil {
			err = cmd.ParseFlags(nil)
		}
		if err != nil {
			t.Fatal(err)
		}
		text := settingsText(cmd, cmd)
		keys := regexp.MustCompile(`(?m)^# (.+); variable (\w+)\n#(\w+) = (.*)$`).FindAllStringSubmatch(text, -1)
		var documented []string
		for _, k := range keys {
			if len(k[1]) < 10 || !strings.HasPrefix(k[2], "TIANWANG_") {
				t.Errorf("%s: %s is documented as %q, variable %q", name, k[3], k[1], k[2])
			}
			documented = append(documented, strings.ReplaceAll(k[3], "_", "-"))
		}
		var wanted []string
		for _, f := range settingsOf(cmd) {
			wanted = append(wanted, f.Name)
		}
		if slices.Sort(documented); !slices.Equal(documented, wanted) {
			t.Errorf("%s: the file has %v, want %v", name, documented, wanted)
		}
		var values map[string]any
		if err := toml.Unmarshal([]byte(regexp.MustCompile(`(?m)^#(\w+ = )`).ReplaceAllString(text, "$1")), &values); err != nil {
			t.Errorf("%s: without the # it is no TOML: %v\n%s", name, err, text)
		}
		var b strings.Builder
		for _, f := range settingsOf(cmd) {
			_, v := other(f)
			b.WriteString(keyOf(f) + " = " + v + "\n")
		}
		file := filepath.Join(t.TempDir(), name+".toml")
		if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		got := layered(t, nil, name, "--config", file)
		for _, f := range settingsOf(cmd) {
			if want, _ := other(f); got[f.Name] != want {
				t.Errorf("%s: %s is %q after the file said %q", name, f.Name, got[f.Name], want)
			}
		}
	}
}

// layered returns the flags of a daemon after flags, environment and file were put together.
func layered(t *testing.T, environment map[string]string, name string, args ...string) map[string]string {
	t.Helper()
	values, err := tryLayer(environment, name, args...)
	if err != nil {
		t.Fatalf("%s %v: %v", name, args, err)
	}
	return values
}

func tryLayer(environment map[string]string, name string, args ...string) (map[string]string, error) {
	p := &program{lookup: func(v string) (string, bool) { s, ok := environment[v]; return s, ok }}
	cmd, rest, err := p.rootCommand().Find(append([]string{name}, args...))
	if err != nil {
		return nil, err
	}
	if err := cmd.ParseFlags(rest); err != nil {
		return nil, err
	}
	if err := p.layer(cmd); err != nil {
		return nil, err
	}
	values := map[string]string{}
	for _, f := range settingsOf(cmd) {
		values[f.Name] = f.Value.String()
	}
	return values, nil
}

// TestSettings_Order wants a flag to count more than a variable, and a variable more than the file, for every flag.
func TestSettings_Order(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "miner.toml")
	if err := os.WriteFile(file, []byte("netuid = 1\nlisten = \"file:1\"\nhost = \"file\"\nnode = [\"http://file\"]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	environment := map[string]string{"TIANWANG_CONFIG": file, "TIANWANG_MINER_NETUID": "2", "TIANWANG_MINER_LISTEN": "env:2", "TIANWANG_NODE": "http://env"}
	got := layered(t, environment, "miner", "--netuid", "3")
	for flag, want := range map[string]string{"netuid": "3", "listen": "env:2", "host": "file", "node": "[http://env]", "wallet": "default"} {
		if got[flag] != want {
			t.Errorf("%s is %q, want %q", flag, got[flag], want)
		}
	}
}

func TestSettings_Refused(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for text, want := range map[string]string{
		"netiud = 1":      `no setting "netiud"`,
		"netuid = \"x\"":  "netuid",
		"netuid":          ".toml",
		"[netuid]\na = 1": "a value is needed",
		"config = \"x\"":  `no setting "config"`,
		"json = true":     `no setting "json"`,
	} {
		file := filepath.Join(folder, "miner.toml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := tryLayer(nil, "miner", "--config", file); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	if _, err := tryLayer(nil, "miner", "--config", filepath.Join(folder, "nowhere")); err == nil {
		t.Error("a file that is not there is read")
	}
	if _, err := tryLayer(map[string]string{"TIANWANG_VALIDATOR_EVERY": "often"}, "validator"); err == nil || !strings.Contains(err.Error(), "TIANWANG_VALIDATOR_EVERY") {
		t.Errorf("a variable that is no number: %v", err)
	}
}
