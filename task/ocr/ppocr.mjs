// Reads a picture from standard input with PP-OCR and writes its lines, from top to bottom.
import { randomUUID } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Ocr from '@gutenye/ocr-node'

const file = join(tmpdir(), `tianwang-${randomUUID()}.png`)
writeFileSync(file, readFileSync(0), { mode: 0o600 })
try {
  const ocr = await Ocr.create({ onnxOptions: { intraOpNumThreads: 1, interOpNumThreads: 1 } })
  const found = await ocr.detect(file)
  process.stdout.write(found.map((line) => line.text).join('\n'))
} finally {
  rmSync(file, { force: true })
}
