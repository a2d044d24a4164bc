import { create } from "qrcode/lib/core/qrcode";
import { useText } from "../i18n";

const QUIET = 4; // modules of margin that readers of codes need

/** A text as a picture for the cameras of telephones; dark on light in every theme. */
export function QR({ text }: { text: string }) {
  const { t } = useText();
  const { size, data } = create(text, { errorCorrectionLevel: "M" }).modules;
  let path = "";
  for (let i = 0; i < data.length; i++) if (data[i]) path += `M${(i % size) + QUIET} ${Math.floor(i / size) + QUIET}h1v1h-1z`;
  const side = size + 2 * QUIET;
  return (
    <svg className="qr" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={t.receive.qrOf(text)} shapeRendering="crispEdges">
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
