declare module "qrcode/lib/core/qrcode" {
  /** Encodes a text; data holds a 1 for each dark module, row by row. */
  export function create(
    text: string,
    options: { errorCorrectionLevel: "L" | "M" | "Q" | "H" },
  ): { modules: { size: number; data: Uint8Array } };
}
