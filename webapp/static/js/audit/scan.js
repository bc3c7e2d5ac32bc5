// The scanner: camera, pasted text and files feed one list; the newest verdict stands on top until another is chosen.
import { reasonToHope } from '../lib/eventually.js'
import { Unreachable } from '../lib/server.js'
import { toast } from '../shell/toast.js'
import { Camera } from './camera.js'
import { exportVerdicts } from './export.js'
import { isBatch, readPictures, uploadBatch, watchFiles } from './files.js'
import { sayProblem } from './fill.js'
import { Judging } from './judging.js'
import { List } from './list.js'
import { Reader } from './reader.js'
import { Reading } from './reading.js'
import { Shown } from './shown.js'
import { allowSound, signal } from './signal.js'
import { titleOf } from './verdict.js'

export default function scan(root) {
  new Scanner(root)
}

class Scanner {
  constructor(root) {
    this.root = root
    this.reader = new Reader((isBroken) => this.sayProblem(isBroken ? { detail: root.dataset.noReader } : undefined))
    this.list = new List(root.querySelector('[data-list]'), (text) => this.choose(text))
    this.judging = new Judging({ onVerdict: (...told) => this.tell(...told), onProblem: (error) => this.sayProblem(error) })
    this.shown = new Shown(root.querySelector('[data-shown]'), {
      onRead: () => this.read(),
      onBack: () => this.reading.end(),
      onRestored: (text) => this.judging.again(text)
    })
    this.camera = new Camera(root.querySelector('[data-camera]'), this.reader, (texts) => this.take(texts))
    this.reading = new Reading(root, (isReading) => {
      this.camera.isPaused = isReading
    })
    this.listen()
    this.camera.start()
  }

  listen() {
    const form = this.root.querySelector('[data-paste]')
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      this.paste(form.elements.text)
    })
    // Until now a press would have sent the text away as a form.
    form.querySelector('button').disabled = false
    watchFiles(this.root, (files) => this.takeFiles(files))
    this.root.querySelector('[data-export]').addEventListener('click', () => {
      exportVerdicts(this.list.list(), this.list.card.dataset)
    })
    addEventListener('offline', () => this.sayProblem(new Unreachable('offline')))
    addEventListener('online', () => this.sayProblem())
    allowSound()
  }

  /** Several lines are several codes; spaces around and within come from copying. */
  paste(field) {
    const texts = field.value.split(/[\r\n]+/).map((line) => line.trim()).filter(Boolean)
    const [last] = texts.slice(-1)
    if (!last) return field.focus()
    field.value = ''
    this.isAsked = true
    const fresh = this.take(texts)
    if (!fresh.length && this.list.verdictOf(last)) {
      toast(this.root.dataset.known)
      this.choose(last)
    }
  }

  take(texts) {
    const fresh = this.judging.add(texts)
    for (const text of fresh) this.list.add(text)
    return fresh
  }

  async takeFiles(files) {
    const words = this.root.dataset
    try {
      if (isBatch(files)) {
        toast(words.uploading)
        location.assign(await uploadBatch(files))
        return
      }
      const texts = await this.readFiles(files)
      if (!texts.length) return this.sayProblem({ detail: words.noCode })
      this.sayProblem()
      if (!this.take(texts).length) this.choose(texts.at(-1))
    } catch (error) {
      this.sayProblem(error.name === 'InvalidStateError' ? { detail: words.noPicture } : error)
    }
  }

  /** The codes of the pictures; they wait while the part that reads cannot be had. */
  async readFiles(files) {
    for (;;) {
      const texts = await readPictures(files, this.reader)
      if (!this.reader.isBroken) return texts
      await reasonToHope()
    }
  }

  tell(text, verdict) {
    const isFirst = this.list.judge(text, verdict)
    if (isFirst) {
      signal(verdict.verdict)
      this.root.querySelector('[data-said]').textContent = `${verdict.label}. ${titleOf(verdict)}`
    }
    // Who reads one verdict is not torn away by the next.
    if (text === this.shown.text || (isFirst && !this.reading.isOn)) this.show(text)
    // What was asked for by hand may stand above the screen's edge.
    if (this.isAsked) this.shown.place.scrollIntoView({ block: 'nearest' })
    this.isAsked = false
  }

  show(text) {
    this.shown.show(text, this.list.verdictOf(text))
    this.list.choose(text)
  }

  choose(text) {
    if (!this.list.verdictOf(text)) return
    this.show(text)
    this.read()
  }

  read() {
    this.reading.begin()
    this.shown.focus()
  }

  sayProblem(error) {
    const box = this.root.querySelector('[data-problem]')
    sayProblem(box.querySelector('.grow p'), error, this.root.dataset)
    box.hidden = !error
  }
}
