// Reads QR codes in pictures, away from the page: the only script of the product that compiles WebAssembly.
import { prepareZXingModule, readBarcodes } from '../../vendor/zxing/reader.js'

// Said before the first use: the library would otherwise ask a foreign host for the file. Said again, it forgets a
// file that a bad network withheld, which it would else never ask for again.
const prepare = () =>
  prepareZXingModule({ overrides: { locateFile: (name) => new URL(`../../vendor/zxing/${name}`, import.meta.url).href } })
prepare()

const MOST_CODES = 20
const PAUSE_MS = 2000
const OPTIONS = {
  formats: ['QRCode'],
  tryHarder: true,
  tryRotate: false,
  tryInvert: false,
  tryDownscale: false,
  maxNumberOfSymbols: MOST_CODES
}
const canvas = new OffscreenCanvas(1, 1)
const drawing = canvas.getContext('2d', { willReadFrequently: true })

addEventListener('message', async ({ data: { number, picture, sides } }) => {
  const texts = await read(picture, sides).catch(() => undefined)
  picture.close()
  if (texts) return postMessage({ number, texts })
  prepare()
  setTimeout(() => postMessage({ number, texts: [], isBroken: true }), PAUSE_MS)
})

/** The texts of the first size in which any is found. */
async function read(picture, sides) {
  for (const side of sides) {
    const found = await readBarcodes(draw(picture, side), OPTIONS)
    const texts = found.filter((code) => code.isValid && code.text).map((code) => code.text)
    if (texts.length) return [...new Set(texts)]
  }
  return []
}

/** The picture's pixels, its longer side at most `side`. */
function draw(picture, side) {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height))
  canvas.width = Math.max(1, Math.round(picture.width * scale))
  canvas.height = Math.max(1, Math.round(picture.height * scale))
  drawing.drawImage(picture, 0, 0, canvas.width, canvas.height)
  return drawing.getImageData(0, 0, canvas.width, canvas.height)
}
