import type { walletEn } from "./wallet.en";

export const walletZh: typeof walletEn = {
  connect: "连接钱包",
  connected: "已连接的钱包",
  address: "地址",
  page: "您的账户页面",
  open: "打开钱包",
  disconnect: "断开连接",
  choose: "选择钱包",
  chooseLead: "本页只能看到地址，看不到密钥。每笔交易在签名之前都会显示在钱包中。",
  cancel: "取消",
  first: "请先连接钱包",
  asking: "正在等待钱包…",
  waiting: "请查看钱包：其中显示将要签名的内容。随后交易会进入区块…",
  done: (height: number) => `已完成，位于区块 ${new Intl.NumberFormat("zh-CN").format(height)}。`,
  failed: "链拒绝了这笔交易，除手续费外没有任何变化。",
  tx: "查看交易",
  kinds: {
    site: { name: "天网钱包", lead: "在单独的窗口中打开，无需安装。" },
    extension: { name: "天网扩展", lead: "同一个钱包，安装在此浏览器中。" },
    keplr: { name: "Keplr", lead: "如果您已安装；本网络的信息会提供给它。" },
  },
  errors: {
    refused: "您在钱包中拒绝了请求，或关闭了钱包窗口。",
    locked: "钱包已锁定，请打开并解锁。",
    absent: "此处没有这种钱包，或其中没有账户。天网钱包无需安装。",
    timeout: "钱包没有回应。请查找钱包的窗口，或地址栏旁边的图标，解锁后重试。",
    wrong_chain: "钱包位于另一个网络。",
    failed: "操作没有成功。",
  },
};
