package site

// Lang is a language of the site.
type Lang string

// The languages: what stands in "lang" of a page.
const (
	English Lang = "en"
	Chinese Lang = "zh-CN"
)

// words is a text in both languages.
type words struct{ en, zh string }

func (w words) in(l Lang) string {
	if l == Chinese {
		return w.zh
	}
	return w.en
}

// entry is a page as the navigation calls it.
type entry struct {
	slug string
	name words
}

// group is the pages for somebody.
type group struct {
	name    words
	entries []entry
}

func e(slug, en, zh string) entry { return entry{slug, words{en, zh}} }

// groups are all pages by the role of who reads them, except the single decisions, which the page "adr" lists.
var groups = []group{
	{words{"Use", "使用"}, []entry{
		e("use", "Ask, and get TAO", "提问与领取 TAO"), e("compose", "Models that work together", "多模型协作"),
	}},
	{words{"Stake", "质押"}, []entry{
		e("stake", "Stake", "质押"), e("govern", "Govern", "治理"),
	}},
	{words{"Mine", "挖矿"}, []entry{
		e("mine", "Mine", "做矿工"), e("tasks/lm", "lm-bytes", "lm-bytes：预测下一个字节"), e("tasks/translate", "translate-en-es", "translate-en-es：英译西"),
		e("tasks/qa", "cloze-en", "cloze-en：填空"), e("tasks/assistant", "assistant", "assistant：使用帮助"), e("tasks/embed", "embed-en", "embed-en：文本向量"),
		e("tasks/ocr", "ocr-en", "ocr-en：图片识字"), e("tasks/chat", "chat", "chat：对话"),
		e("tasks/infer", "infer-kn7", "infer-kn7：运行指定的开放模型"),
	}},
	{words{"Validate", "验证"}, []entry{
		e("validate", "Validate", "做验证者"), e("incentives", "Does cheating pay?", "作弊划算吗"), e("spec/judge", "A judge of your own", "自己的评判程序"),
	}},
	{words{"Own a subnet", "拥有子网"}, []entry{
		e("own-a-subnet", "Own a subnet", "拥有子网"), e("create-a-subnet", "Create one, step by step", "从零创建子网"),
	}},
	{words{"Operate", "运维"}, []entry{
		e("operate", "Nodes and networks", "节点与网络"), e("observe", "Metrics and alerts", "指标与告警"), e("gateway", "A paid gateway", "付费网关"),
		e("load", "What a network carries", "网络的承载力"), e("performance", "What a block costs", "区块的开销"),
	}},
	{words{"Develop", "开发"}, []entry{
		e("develop", "Use the API", "使用 API"), e("explore", "The explorer's API", "区块浏览器 API"), e("cli", "The command line", "命令行"),
	}},
	{words{"How it works", "原理"}, []entry{
		e("spec/wire", "The wire", "通信格式"), e("spec/billing", "Billing", "计费"), e("spec/voucher", "Vouchers", "凭证"),
		e("spec/proof", "What is proven", "证明与测试"), e("spec/flows", "Who tests what people do", "流程与测试"),
		e("spec/scenarios", "What people do on the pages", "页面场景与测试"),
		e("x/base", "x/base", "x/base"), e("x/emission", "x/emission", "x/emission"), e("x/epoch", "x/epoch", "x/epoch"),
		e("x/escrow", "x/escrow", "x/escrow"), e("x/producer", "x/producer", "x/producer"), e("x/root", "x/root", "x/root"),
		e("x/stake", "x/stake", "x/stake"), e("x/subnet", "x/subnet", "x/subnet"), e("x/weights", "x/weights", "x/weights"),
		e("adr", "Decisions", "设计决定"),
	}},
}

// frame is what the pages say around their text.
var frame = map[string]words{
	"title":    {"Tianwang documentation", "天网文档"},
	"docs":     {"Docs", "文档"},
	"app":      {"To the market", "返回市场"},
	"skip":     {"Skip to content", "跳到正文"},
	"nav":      {"Guides", "指南目录"},
	"start":    {"Start here", "从这里开始"},
	"contents": {"On this page", "本页内容"},
	"search":   {"Search headings", "搜索标题"},
	"nothing":  {"Nothing found", "没有找到"},
	"found":    {"results", "条结果"},
	"theme":    {"Colours", "配色"},
	"system":   {"As the system", "跟随系统"},
	"light":    {"Light", "浅色"},
	"dark":     {"Dark", "深色"},
	"copy":     {"Copy", "复制"},
	"copied":   {"Copied", "已复制"},
	"table":    {"Table", "表格"},
	"code":     {"Code", "代码"},
	"source":   {"Source of this page", "本页源文件"},
	"english":  {"", "本页暂时只有英文。"},
	"lost":     {"No such page", "没有这个页面"},
	"lostLead": {"The address leads nowhere. The guides are on the left, and all of them are on the first page.", "这个地址没有内容。左侧是全部指南,也可以从首页开始。"},
	"home":     {"All guides", "全部指南"},
}
