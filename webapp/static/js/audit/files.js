// Pictures are read here in the browser; PDF files and many pictures go to the server as a batch.
import * as hex from '../lib/hex.js'
import { Refusal, Unreachable } from '../lib/server.js'

const MOST_PICTURES = 3
// A page photographed whole is read best a little smaller; a far code needs every pixel.
const SIDES = [2400, 4096]

/** @param {File[]} files */
export const isBatch = (files) => files.length > MOST_PICTURES || files.some((file) => !isPicture(file))

const isPicture = ({ type }) => type.startsWith('image/') && type !== 'image/tiff'

/**
 * The codes of pictures; throws where the browser cannot open one.
 * @param {File[]} files
 * @param {import('./reader.js').Reader} reader
 */
export async function readPictures(files, reader) {
  const texts = []
  for (const file of files) {
    const picture = await createImageBitmap(file)
    texts.push(...(await reader.read(picture, SIDES)))
  }
  return texts
}

/**
 * Hands files in and gives the address of their batch.
 * @param {File[]} files
 */
export async function uploadBatch(files) {
  const form = new FormData()
  form.append('id', hex.encode(crypto.getRandomValues(new Uint8Array(16))))
  for (const file of files) form.append('files', file)
  const response = await fetch('/api/v1/audit-batches', { method: 'POST', body: form }).catch(() => undefined)
  const answer = await response?.json().catch(() => undefined)
  if (!answer) throw new Unreachable('no answer')
  if (!response.ok) throw new Refusal(response.status, answer, 0)
  return `/audit/batches/${answer.id}`
}

/**
 * Files that are picked or dropped anywhere on the page.
 * @param {HTMLElement} root
 * @param {(files: File[]) => void} onFiles
 */
export function watchFiles(root, onFiles) {
  const input = root.querySelector('input[type=file]')
  const give = (files) => files.length && onFiles([...files])
  const takePicked = () => {
    give(input.files)
    input.value = ''
  }
  input.addEventListener('change', takePicked)
  // Picked before this script was there.
  takePicked()
  addEventListener('dragover', (event) => {
    event.preventDefault()
    root.classList.add('is-dropping')
  })
  addEventListener('dragleave', ({ relatedTarget }) => relatedTarget ?? root.classList.remove('is-dropping'))
  addEventListener('drop', (event) => {
    event.preventDefault()
    root.classList.remove('is-dropping')
    give(event.dataTransfer.files)
  })
}
