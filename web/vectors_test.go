package web

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"cosmossdk.io/math"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/hd"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"
	signingtypes "github.com/cosmos/cosmos-sdk/types/tx/signing"

	"github.com/tianwang-net/tianwang"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/wallet"
)

var updateVectors = flag.Bool("update-vectors", false, "write what the wallet's tests compare with")

const vectorFile = "shared/chain/testdata/go.json"

// vectors are what Go makes of a phrase and of transactions; the front end must come to the same bytes.
type vectors struct {
	Phrase   string        `json:"phrase"`
	Accounts []vectorKey   `json:"accounts"`
	Text     vectorText    `json:"text"`
	Txs      []vectorTx    `json:"txs"`
	Messages []vectorBytes `json:"messages"`
}

type vectorKey struct {
	Index     uint32 `json:"index"`
	Address   string `json:"address"`
	PublicKey []byte `json:"publicKey"`
}

type vectorText struct {
	Text      string `json:"text"`
	Signature []byte `json:"signature"`
}

type vectorTx struct {
	Messages      []json.RawMessage `json:"messages"`
	Memo          string            `json:"memo"`
	ChainID       string            `json:"chainId"`
	AccountNumber uint64            `json:"accountNumber,string"`
	Sequence      uint64            `json:"sequence,string"`
	Gas           uint64            `json:"gas,string"`
	Fee           uint64            `json:"fee,string"`
	Timeout       uint64            `json:"timeoutHeight,string"`
	SignDoc       []byte            `json:"signDoc"`
	Signature     []byte            `json:"signature"`
	Raw           []byte            `json:"raw"`
}

type vectorBytes struct {
	JSON  json.RawMessage `json:"json"`
	Value []byte          `json:"value"`
}

const vectorPhrase = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon " +
	"abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon art"

func vectorKeyOf(t *testing.T, index uint32) *secp256k1.PrivKey {
	t.Helper()
	raw, err := hd.Secp256k1.Derive()(vectorPhrase, "", hd.CreateHDPath(tianwang.CoinType, 0, index).String())
	if err != nil {
		t.Fatal(err)
	}
	return &secp256k1.PrivKey{Key: raw}
}

// TestVectors keeps the file that the front end's tests read equal to what Go says.
func TestVectors(t *testing.T) {
	t.Parallel()
	c, err := client.New("http://127.0.0.1:1") // it is never asked
	if err != nil {
		t.Fatal(err)
	}
	v := vectors{Phrase: vectorPhrase}
	for index := range uint32(3) {
		public := vectorKeyOf(t, index).PubKey()
		v.Accounts = append(v.Accounts, vectorKey{index, sdk.AccAddress(public.Address()).String(), public.Bytes()})
	}
	me, other := v.Accounts[0].Address, v.Accounts[1].Address
	v.Text = textVector(t, me)
	send := `{"@type":"/cosmos.bank.v1beta1.MsgSend","from_address":"` + me + `","to_address":"` + other + `","amount":[{"denom":"rao","amount":"1500000000"}]}`
	stake := `{"@type":"/tianwang.stake.v1.MsgAddStake","coldkey":"` + me + `","hotkey":"` + other + `","amount":"18446744073709551615"}`
	all := `{"@type":"/tianwang.stake.v1.MsgRemoveStake","coldkey":"` + me + `","hotkey":"` + other + `","amount":"0","all":true}`
	v.Txs = []vectorTx{
		signVector(t, c, vectorTx{ChainID: "tianwang-local", AccountNumber: 7, Sequence: 300, Gas: 140_000, Fee: 140_000, Timeout: 1_000, Memo: "天网", Messages: raws(send, stake)}),
		signVector(t, c, vectorTx{ChainID: "tianwang-1", Messages: raws(all)}),
	}
	for _, text := range append([]string{send, stake, all}, vectorMessages(me, other)...) {
		m, err := c.Message([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		packed, err := codectypes.NewAnyWithValue(m)
		if err != nil {
			t.Fatal(err)
		}
		v.Messages = append(v.Messages, vectorBytes{json.RawMessage(text), packed.Value})
	}
	want, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *updateVectors {
		if err := os.WriteFile(vectorFile, want, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(vectorFile); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what Go says (%v); run go test ./web -run TestVectors -update-vectors", vectorFile, err)
	}
}

func raws(texts ...string) []json.RawMessage {
	out := []json.RawMessage{}
	for _, text := range texts {
		out = append(out, json.RawMessage(text))
	}
	return out
}

// textVector signs a text as the command line does.
func textVector(t *testing.T, address string) vectorText {
	t.Helper()
	v := vectorText{Text: "天网 <signs> in & \"out\"\nnonce 7"}
	type object = map[string]any
	doc, err := json.Marshal(object{
		"account_number": "0", "chain_id": "", "sequence": "0", "memo": "", "fee": object{"amount": []string{}, "gas": "0"},
		"msgs": []object{{"type": "sign/MsgSignData", "value": object{"data": base64.StdEncoding.EncodeToString([]byte(v.Text)), "signer": address}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if v.Signature, err = vectorKeyOf(t, 0).Sign(doc); err != nil {
		t.Fatal(err)
	}
	if err := wallet.VerifyMessage(address, []byte(v.Text), v.Signature); err != nil {
		t.Fatal(err)
	}
	return v
}

// signVector fills in what a transaction comes to.
func signVector(t *testing.T, c *client.Client, v vectorTx) vectorTx {
	t.Helper()
	body := txtypes.TxBody{Memo: v.Memo, TimeoutHeight: v.Timeout}
	for _, text := range v.Messages {
		m, err := c.Message(text)
		if err != nil {
			t.Fatal(err)
		}
		packed, err := codectypes.NewAnyWithValue(m)
		if err != nil {
			t.Fatal(err)
		}
		body.Messages = append(body.Messages, packed)
	}
	key := vectorKeyOf(t, 0)
	public, err := codectypes.NewAnyWithValue(key.PubKey().(*secp256k1.PubKey))
	if err != nil {
		t.Fatal(err)
	}
	fee := &txtypes.Fee{GasLimit: v.Gas, Amount: sdk.NewCoins(sdk.NewCoin(tianwang.Denom, math.NewIntFromUint64(v.Fee)))}
	auth := txtypes.AuthInfo{Fee: fee, SignerInfos: []*txtypes.SignerInfo{{
		PublicKey: public, Sequence: v.Sequence,
		ModeInfo: &txtypes.ModeInfo{Sum: &txtypes.ModeInfo_Single_{Single: &txtypes.ModeInfo_Single{Mode: signingtypes.SignMode_SIGN_MODE_DIRECT}}},
	}}}
	must := func(b []byte, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	bodyBytes, authBytes := must(body.Marshal()), must(auth.Marshal())
	doc := txtypes.SignDoc{BodyBytes: bodyBytes, AuthInfoBytes: authBytes, ChainId: v.ChainID, AccountNumber: v.AccountNumber}
	v.SignDoc = must(doc.Marshal())
	v.Signature = must(key.Sign(v.SignDoc))
	raw := txtypes.TxRaw{BodyBytes: bodyBytes, AuthInfoBytes: authBytes, Signatures: [][]byte{v.Signature}}
	v.Raw = must(raw.Marshal())
	return v
}
