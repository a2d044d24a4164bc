package assistant

import (
	"strings"
	"unicode"
)

// common are words that say nothing about what a question is about.
var common = func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq("a an the i me my we our you your it its he she they them this that these those what which who whom " +
		"when where why how do does did is are was were be been am to of in on at for from by with and or not no if as so than then " +
		"can could may might must shall should will would have has had there here get got much many any some one tianwang " +
		"怎样 怎么 如何 什么 自己 可以 哪个") {
		out[w] = true
	}
	return out
}()

// words returns the words of a text in lower case; Chinese has no spaces and comes as pairs of characters.
func words(text string) []string {
	var out []string
	var word, han []rune
	end := func() {
		if len(word) > 0 {
			out = append(out, string(word))
		}
		for i := range han {
			if i+2 <= len(han) {
				out = append(out, string(han[i:i+2]))
			} else if len(han) == 1 {
				out = append(out, string(han))
			}
		}
		word, han = word[:0], han[:0]
	}
	for _, r := range text {
		isHan := unicode.Is(unicode.Han, r)
		isWord := !isHan && (unicode.IsLetter(r) || unicode.IsDigit(r))
		if isHan && len(word) > 0 || isWord && len(han) > 0 || !isHan && !isWord {
			end()
		}
		switch {
		case isHan:
			han = append(han, r)
		case isWord:
			word = append(word, unicode.ToLower(r))
		}
	}
	end()
	return out
}

// stems returns the words of a text that say something, without their endings.
func stems(text string) []string {
	var out []string
	for _, w := range words(text) {
		if !common[w] {
			out = append(out, stem(w))
		}
	}
	return out
}

// stem takes the endings of English words off, crudely: "stakes", "staked" and "staking" become "stak".
func stem(w string) string {
	if w[0] >= 0x80 || len(w) < 4 {
		return w
	}
	if strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") {
		w = w[:len(w)-1]
	}
	for _, ending := range []string{"ing", "ed", "er", "or", "e"} {
		if rest, ok := strings.CutSuffix(w, ending); ok && len(rest) >= 3 {
			return rest
		}
	}
	return w
}

// glossary says in English what a question asks in Chinese: most pages are in English alone.
var glossary = [][2]string{
	{"质押", "stake"},
	{"委托", "stake nominate"},
	{"取回", "remove"},
	{"取出", "remove"},
	{"验证者", "validator judge"},
	{"矿工", "miner mine"},
	{"挖矿", "mine miner"},
	{"子网", "subnet"},
	{"钱包", "wallet"},
	{"冷密钥", "coldkey"},
	{"热密钥", "hotkey"},
	{"密钥", "key"},
	{"助记词", "phrase"},
	{"节点", "node"},
	{"快照", "snapshot"},
	{"升级", "upgrade"},
	{"投票", "vote"},
	{"治理", "govern"},
	{"提案", "propose proposal"},
	{"权重", "weight"},
	{"席位", "slot register"},
	{"注册", "register"},
	{"代币", "TAO coin"},
	{"网关", "gateway"},
	{"接口", "API"},
	{"证书", "certificate"},
	{"加密", "encrypted"},
	{"被盗", "stolen"},
	{"丢失", "lost"},
	{"作弊", "cheat cheating"},
	{"监控", "metrics observe"},
	{"指标", "metrics"},
	{"备份", "back up"},
	{"创建", "create open"},
	{"价格", "price cost"},
	{"费用", "fee"},
	{"抽成", "take"},
	{"出块", "produce blocks producer"},
	{"翻译", "translate"},
	{"容器", "container docker"},
}

// inEnglish returns the English of what a glossary finds in a question.
func inEnglish(question string) []string {
	var out []string
	for _, g := range glossary {
		if strings.Contains(question, g[0]) {
			out = append(out, stems(g[1])...)
		}
	}
	return out
}
