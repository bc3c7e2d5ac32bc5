// The QR code of an evidence: version 11-M at most, alphanumeric, four modules of margin, black on white in every theme.
import { correction, generate, mode } from '../../vendor/lean-qr/lean-qr.js'
import { toQrText } from '../lib/evidence.js'

const MARGIN = 4
const PIXELS = 10
const CAPTION_MODULES = 6

/** @typedef {ReturnType<typeof generate>} Code */

/** @param {string} text */
export const encode = (text) =>
  generate(mode.alphaNumeric(text), { minCorrectionLevel: correction.M, maxCorrectionLevel: correction.M })

/**
 * @param {Uint8Array} frame
 * @returns {Code}
 */
export const encodeFrame = (frame) => encode(toQrText(frame))

/**
 * Draws a code into an <svg> that has one <path>.
 * @param {SVGElement} svg
 * @param {Code} code
 */
export function drawSvg(svg, code) {
  const side = code.size + 2 * MARGIN
  svg.setAttribute('viewBox', `${-MARGIN} ${-MARGIN} ${side} ${side}`)
  svg.querySelector('path').setAttribute('d', rows(code).map(pathOf).join(''))
}

/**
 * The code as a PNG, ten pixels a module, with its caption below.
 * @param {Code} code
 * @param {string} caption
 * @returns {Promise<Blob>}
 */
export function drawPng(code, caption) {
  const side = (code.size + 2 * MARGIN) * PIXELS
  const canvas = document.createElement('canvas')
  canvas.width = side
  canvas.height = side + CAPTION_MODULES * PIXELS
  const pen = canvas.getContext('2d')
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.fillStyle = '#000'
  rows(code).forEach((row, y) => row.forEach((dark, x) => dark && pen.fillRect((x + MARGIN) * PIXELS, (y + MARGIN) * PIXELS, PIXELS, PIXELS)))
  write(pen, caption, side)
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
}

function write(pen, caption, side) {
  pen.font = `${3 * PIXELS}px ${getComputedStyle(document.body).fontFamily}`
  pen.textAlign = 'center'
  pen.textBaseline = 'top'
  pen.fillText(caption, side / 2, side, side * 0.94)
}

const rows = (code) => Array.from({ length: code.size }, (_, y) => Array.from({ length: code.size }, (__, x) => code.get(x, y)))

/** Runs of dark modules of one row as rectangles. */
function pathOf(row, y) {
  let path = ''
  for (let x = 0; x < row.length; x += 1) {
    const start = x
    while (row[x]) x += 1
    if (x > start) path += `M${start} ${y}h${x - start}v1h${start - x}z`
  }
  return path
}
