package web

import "strings"

// vectorMessages are messages of every type that a wallet signs, as pages hand them over, between accounts A and B. Each field
// that a sentence has to name has a value of its own.
func vectorMessages(a, b string) []string {
	texts := []string{
		`stake.v1.MsgAddStake","coldkey":"A","hotkey":"B","amount":"11000000000"`,
		`stake.v1.MsgRemoveStake","coldkey":"A","hotkey":"B","amount":"12000000000"`,
		`stake.v1.MsgMoveStake","coldkey":"A","from":"A","to":"B","amount":"13000000000"`,
		`stake.v1.MsgTransferStake","coldkey":"A","hotkey":"A","to":"B","amount":"14000000000"`,
		`stake.v1.MsgSetTake","coldkey":"A","hotkey":"B","take":6554`,
		`stake.v1.MsgSetAutoStake","coldkey":"A","hotkey":"B"`,
		`stake.v1.MsgSetChildren","coldkey":"A","hotkey":"A","netuid":31,"children":[{"hotkey":"B","proportion":13107}]`,
		`stake.v1.MsgSetChildTake","coldkey":"A","hotkey":"B","netuid":32,"take":6554`,
		`stake.v1.MsgSwapHotkey","coldkey":"A","hotkey":"A","new_hotkey":"B","max_fee":"15000000000"`,
		`stake.v1.MsgAnnounceColdkeySwap","coldkey":"A","hash":"q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=","max_fee":"16000000000"`,
		`stake.v1.MsgSwapColdkey","coldkey":"A","new_coldkey":"B"`,
		`stake.v1.MsgDisputeColdkeySwap","coldkey":"A"`,
		`stake.v1.MsgCancelColdkeySwap","coldkey":"A"`,
		`stake.v1.MsgResolveColdkeySwap","authority":"A","coldkey":"A","new_coldkey":"B"`,
		`escrow.v1.MsgOpen","payer":"A","gateway":"B","deposit":"17000000000","grace":"33","subnet_share":6554,"signer":"AgME"`,
		`escrow.v1.MsgTopUp","payer":"A","channel":"34","amount":"18000000000"`,
		`escrow.v1.MsgSettle","sender":"A","channel":"35","spent":[{"netuid":36,"amount":"19000000000"}],"signature":"AQID","pay_to":"B"`,
		`escrow.v1.MsgClose","sender":"A","channel":"37"`,
		`root.v1.MsgJoin","coldkey":"A","hotkey":"B"`,
		`root.v1.MsgLeave","coldkey":"A","hotkey":"B"`,
		`root.v1.MsgVote","hotkey":"A","netuids":[38,300],"weights":[39,65535]`,
		`producer.v1.MsgJoin","coldkey":"A","hotkey":"B","pubkey":"AgMF","proof":"AQID"`,
		`producer.v1.MsgLeave","coldkey":"A","hotkey":"B"`,
		`producer.v1.MsgRotate","coldkey":"A","hotkey":"B","pubkey":"AgMF","proof":"AQID"`,
		`producer.v1.MsgUnjail","coldkey":"A","hotkey":"B"`,
		`subnet.v1.MsgCreateSubnet","coldkey":"A","name":"words","description":"about words","task":"exam","task_version":40,"max_cost":"20000000000"`,
		`subnet.v1.MsgRegisterWork","hotkey":"A","coldkey":"B","netuid":41,"height":"7","nonce":"8"`,
		`subnet.v1.MsgRegisterBurn","coldkey":"A","hotkey":"B","netuid":42,"max_price":"21000000000"`,
		`subnet.v1.MsgServeAxon","hotkey":"A","netuid":43,"host":"192.0.2.44","port":4545,"protocol":"https","tls_key":"AgMG"`,
		`subnet.v1.MsgSetHyperparams","sender":"A","netuid":46,"settings":[{"name":"tempo","value":"47"},{"name":"task","value":"exam"}]`,
		`subnet.v1.MsgSetIdentity","sender":"A","netuid":48,"name":"words","description":"about words","identity":{"url":"https://x.example"}`,
		`subnet.v1.MsgOfferOwnership","sender":"A","netuid":49,"to":"B"`,
		`subnet.v1.MsgAcceptOwnership","coldkey":"A","netuid":50`,
		`subnet.v1.MsgDissolveSubnet","sender":"A","netuid":51`,
		`weights.v1.MsgSetWeights","hotkey":"A","netuid":52,"uids":[53,300],"weights":[54,65535],"version":"3"`,
		`weights.v1.MsgCommitWeights","hotkey":"A","netuid":55,"scheme":1,"hash":"q83vEjRW"`,
		`weights.v1.MsgRevealWeights","hotkey":"A","netuid":56,"uids":[57],"weights":[58],"version":"3","salt":"AQID"`,
		`epoch.v1.MsgResetBonds","hotkey":"A","netuid":59`,
	}
	for _, params := range []string{
		`emission.v1.MsgUpdateParams","authority":"A","params":{"gas_price":"62"`, `epoch.v1.MsgUpdateParams","authority":"A","params":{"max_epochs_per_block":63`,
		`escrow.v1.MsgUpdateParams","authority":"A","params":{"min_grace":"64"`, `producer.v1.MsgUpdateParams","authority":"A","params":{"jail_duration":"65"`,
		`root.v1.MsgUpdateParams","authority":"A","params":{"tempo":"66"`, `stake.v1.MsgUpdateParams","authority":"A","params":{"take_interval":"67"`,
		`subnet.v1.MsgUpdateParams","authority":"A","params":{"subnet_limit":68,"defaults":{"tempo":"69"}`,
	} {
		texts = append(texts, params+`}`)
	}
	out := []string{}
	for _, text := range texts {
		out = append(out, `{"@type":"/tianwang.`+text+`}`)
	}
	out = append(out,
		`{"@type":"/cosmos.gov.v1.MsgVote","proposal_id":"60","voter":"A","option":"VOTE_OPTION_NO_WITH_VETO","metadata":""}`,
		`{"@type":"/cosmos.gov.v1.MsgDeposit","proposal_id":"61","depositor":"A","amount":[{"denom":"rao","amount":"22000000000"}]}`,
		`{"@type":"/cosmos.gov.v1.MsgSubmitProposal","messages":[{"@type":"/tianwang.stake.v1.MsgResolveColdkeySwap","authority":"A","coldkey":"A","new_coldkey":"B"}],"initial_deposit":[{"denom":"rao","amount":"23000000000"}],"proposer":"A","metadata":"","title":"words","summary":"about words","expedited":true}`,
	)
	for i := range out {
		out[i] = strings.NewReplacer(`"A"`, `"`+a+`"`, `"B"`, `"`+b+`"`).Replace(out[i])
	}
	return out
}
