import { create } from "qrcode/lib/core/qrcode";
import { useText } from "../i18n";

const QUIET = 4; // modules of margin that readers of codes need

/** The path of the dark modules of a code. */
export function modules(text: string): { size: number; path: string } {
  const { size, data } = create(text, { errorCorrectionLevel: "M" }).modules;
  let path = "";
  for (let i = 0; i < data.length; i++) if (data[i]) path += `M${(i % size) + QUIET} ${Math.floor(i / size) + QUIET}h1v1h-1z`;
  return { size: size + 2 * QUIET, path };
}

/** A text as a picture for the cameras of telephones; dark on light in every theme. */
export default function QR({ text }: { text: string }) {
  const { t } = useText();
  const { size, path } = modules(text);
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t.pages.account.qrOf(text)} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
