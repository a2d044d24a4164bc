package main

// limit is the size of a picture in bytes: there are many, and every program carries all of them.
const limit = 150_000

// size is a window.
type size struct{ width, height int64 }

var (
	desk  = size{1440, 900}
	phone = size{390, 844}
)

// shot says how to make a picture, once in each language.
type shot struct {
	name  string // of the file, without the language
	on    string // name of the network's service that has the page; the app if empty
	path  string // of the page; {validator}, {account}, {tx} stand for some that there are
	size  size
	model string            // is asked in the chat before
	ask   map[string]string // what, by language
	until string            // selector of what must be there
	at    string            // selector of what is scrolled to the top; the top of the page if empty
}

func (s shot) site() string {
	if s.on == "" {
		return "app"
	}
	return s.on
}

// shots are all pictures.
var shots = []shot{
	{name: "home", path: "/", size: desk, until: ".neurons tbody tr"},
	{name: "home-phone", path: "/", size: phone, until: ".neurons tbody tr"},
	{name: "chat", path: "/", size: desk, model: "assistant", ask: map[string]string{"en": "How do I stake?", "zh": "怎样质押?"}, until: ".turn .served", at: ".market"},
	{name: "metagraph", path: "/subnets/2", size: desk, until: ".neurons tbody tr", at: ".metagraph"},
	{name: "faucet", path: "/", size: desk, until: ".faucet", at: ".pair"},
	{name: "validators", path: "/validators", size: desk, until: ".explore tbody tr"},
	{name: "validator", path: "/validators/{validator}", size: desk, until: ".explore svg"},
	{name: "account", path: "/accounts/{account}", size: desk, until: ".explore tbody tr"},
	{name: "transaction", path: "/txs/{tx}", size: desk, until: ".message"},
	{name: "tokenomics", path: "/tokenomics", size: desk, until: ".explore tbody tr"},
}
