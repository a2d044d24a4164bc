package localnet

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	"github.com/tianwang-net/tianwang/node"
	"github.com/tianwang-net/tianwang/task/builtin"
	"github.com/tianwang-net/tianwang/wallet"
)

// chainID of every local network.
const chainID = "tianwang-local-1"

// defaultHotkey is the hotkey that a wallet is made with.
const defaultHotkey = wallet.DefaultHotkey

// home is the directory of a local network.
type home string

func (h home) node(i int) node.Home {
	return node.Home(filepath.Join(string(h), fmt.Sprintf("node-%d", i)))
}
func (h home) wallets() wallet.Dir { return wallet.Dir(filepath.Join(string(h), "wallets")) }
func (h home) state() string       { return filepath.Join(string(h), "state") }
func (h home) log() string         { return filepath.Join(string(h), "tianwang.log") }
func (h home) index() string       { return filepath.Join(string(h), "state", "index.db") }
func (h home) password() string    { return filepath.Join(string(h), "password") }
func (h home) description() string { return filepath.Join(string(h), "network.json") }

// Description is what a running network says of itself, in network.json of its directory.
type Description struct {
	ChainID  string            `json:"chain_id"`
	PID      int               `json:"pid"`
	RPC      string            `json:"rpc"`
	URLs     map[string]string `json:"urls"`
	Wallets  string            `json:"wallets"`
	Password string            `json:"password_file"`
}

// Describe reads what the network of a directory says of itself. The error is fs.ErrNotExist when none runs there.
func Describe(dir string) (*Description, error) {
	b, err := os.ReadFile(home(dir).description())
	if err != nil {
		return nil, err
	}
	d := new(Description)
	return d, json.Unmarshal(b, d)
}

// nodes is how many nodes the directory was made with, 0 when there are none.
func (h home) nodes() int {
	n := 0
	for h.node(n).Exists() {
		n++
	}
	return n
}

// prepare makes the nodes and their genesis if they are not there yet, and writes their configuration.
func (h home) prepare(o Options, p Ports, tasks []string) error {
	existing := h.nodes()
	if existing > 0 && existing != o.Validators {
		return fmt.Errorf("%s holds a network of %d nodes, not %d; start it with --validators %d, or afresh with --reset",
			h, existing, o.Validators, existing)
	}
	settings := make([]node.Settings, o.Validators)
	for i := range settings {
		settings[i] = node.Settings{
			Moniker: fmt.Sprintf("node-%d", i), BlockTime: o.BlockTime, P2P: loopback(p.Peer + i), Local: true,
		}
	}
	settings[0].RPC, settings[0].REST, settings[0].GRPC = loopback(p.RPC), loopback(p.REST), loopback(p.GRPC)
	if existing == 0 {
		for i, s := range settings {
			if err := h.node(i).Init(s); err != nil {
				return err
			}
		}
	}
	var peers []string
	for i := range settings {
		id, err := h.node(i).ID()
		if err != nil {
			return err
		}
		peers = append(peers, id+"@"+settings[i].P2P)
	}
	for i := range settings {
		settings[i].Peers = strings.Join(append(append([]string{}, peers[:i]...), peers[i+1:]...), ",")
		if err := h.node(i).Configure(settings[i]); err != nil {
			return err
		}
	}
	if existing > 0 {
		return nil
	}
	return h.writeGenesis(o.Validators, tasks)
}

// writeGenesis lists an ownerless subnet for each task, and every node as a producer of equal power.
func (h home) writeGenesis(nodes int, tasks []string) error {
	c := node.Chain{ID: chainID, Time: time.Now().UTC(), Rules: node.LocalRules()}
	for _, name := range tasks {
		t, err := builtin.Task(name)
		if err != nil {
			return err
		}
		info := t.Info()
		c.Markets = append(c.Markets, node.Market{
			Name: info.Name, Task: info.Name, TaskVersion: info.Version, Description: info.Title + " (" + info.Metric + ")",
		})
	}
	for i := range nodes {
		key, err := h.node(i).ProducerKey()
		if err != nil {
			return err
		}
		operator, err := node.OperatorAddress(key)
		if err != nil {
			return err
		}
		c.Authorities = append(c.Authorities, producerv1.Producer{Operator: operator, Name: fmt.Sprintf("node-%d", i), Pubkey: key, Power: 1})
	}
	doc, err := c.Genesis()
	if err != nil {
		return err
	}
	if err := h.keepTasks(tasks); err != nil {
		return err
	}
	for i := range nodes {
		if err := h.node(i).SetGenesis(doc); err != nil {
			return err
		}
	}
	return nil
}

// keyName names a hotkey.
type keyName struct{ wallet, hotkey string }

// keys are the opened keys of the cast.
type keys struct {
	hotkeys  map[keyName]*wallet.Key
	coldkeys map[string]string // addresses by wallet
	faucet   *wallet.Key
}

// openKeys makes the wallets of the cast where they are missing, and opens what the network needs. The password of all
// of them is in the file password, for the operator's use.
func (h home) openKeys(all []player) (*keys, error) {
	password, err := h.readPassword()
	if err != nil {
		return nil, err
	}
	k := &keys{hotkeys: map[keyName]*wallet.Key{}, coldkeys: map[string]string{}}
	for _, p := range all {
		w, err := h.wallets().Wallet(p.wallet)
		if err != nil {
			return nil, err
		}
		if k.coldkeys[p.wallet] == "" {
			if k.coldkeys[p.wallet], err = coldkeyOf(w, password); err != nil {
				return nil, err
			}
		}
		at := p.key()
		if k.hotkeys[at] == nil {
			if k.hotkeys[at], err = hotkeyOf(w, p.hotkey, password); err != nil {
				return nil, err
			}
		}
	}
	house, err := h.wallets().Wallet(walletHouse)
	if err != nil {
		return nil, err
	}
	k.faucet, err = house.OpenColdkey(password)
	return k, err
}

// coldkeyOf returns the address of a wallet's coldkey, and makes the wallet if need be.
func coldkeyOf(w *wallet.Wallet, password string) (string, error) {
	public, err := w.Coldkey()
	if err == nil || !errors.Is(err, wallet.ErrNotFound) {
		return public.Address, err
	}
	phrase, err := wallet.NewPhrase()
	if err != nil {
		return "", err
	}
	public, _, err = w.Create(phrase, password)
	return public.Address, err
}

// hotkeyOf opens a hotkey, and makes it if need be.
func hotkeyOf(w *wallet.Wallet, name, password string) (*wallet.Key, error) {
	key, err := w.OpenHotkey(name, password)
	if err == nil || !errors.Is(err, wallet.ErrNotFound) {
		return key, err
	}
	phrase, err := wallet.NewPhrase()
	if err != nil {
		return nil, err
	}
	if _, err := w.CreateHotkey(name, phrase, password); err != nil {
		return nil, err
	}
	return w.OpenHotkey(name, password)
}

// readPassword returns the password of the wallets, and makes one if there is none.
func (h home) readPassword() (string, error) {
	b, err := os.ReadFile(h.password())
	if err == nil {
		return strings.TrimSpace(string(b)), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	secret := make([]byte, 16)
	if _, err := rand.Read(secret); err != nil {
		return "", err
	}
	password := hex.EncodeToString(secret)
	return password, os.WriteFile(h.password(), []byte(password+"\n"), 0o600)
}
