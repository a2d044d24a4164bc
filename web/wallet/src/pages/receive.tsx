import { useWallet } from "../data/wallet";
import { useText } from "../i18n";
import { Address, Copy, Page } from "../parts/parts";
import { QR } from "../parts/qr";

export function Receive() {
  const { t } = useText();
  const { account } = useWallet();
  if (account === null) return null;
  return (
    <Page title={t.receive.title} lead={t.receive.lead}>
      <QR text={account.address} />
      <p className="key">
        <Address value={account.address} whole /> <Copy text={account.address} what={t.address} />
      </p>
    </Page>
  );
}
