// The live camera in its frame: looks at a picture several times a second for as long as somebody can see it.

const WISH = { audio: false, video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } } }
const SIDE = 1280
const PAUSE_MS = 60
const STATES = { NotAllowedError: 'refused', SecurityError: 'refused', NotReadableError: 'busy', AbortError: 'busy' }

export class Camera {
  /**
   * @param {HTMLElement} frame its data-state: starting, live, refused, absent, busy or insecure
   * @param {import('./reader.js').Reader} reader
   * @param {(texts: string[]) => void} onCodes
   */
  constructor(frame, reader, onCodes) {
    Object.assign(this, { frame, reader, onCodes, stream: undefined, isPaused: false })
    this.video = frame.querySelector('[data-video]')
    this.torch = frame.querySelector('[data-torch]')
    this.torch.addEventListener('click', () => this.switchTorch())
    for (const button of frame.querySelectorAll('[data-start]')) button.addEventListener('click', () => this.start())
    // A camera that nobody looks at is off.
    document.addEventListener('visibilitychange', () => (document.hidden ? this.stop() : this.start()))
  }

  async start() {
    if (this.stream || document.hidden) return
    if (!window.isSecureContext) return this.say('insecure')
    if (!navigator.mediaDevices?.getUserMedia) return this.say('absent')
    this.say('starting')
    try {
      this.stream = await navigator.mediaDevices.getUserMedia(WISH)
      this.video.srcObject = this.stream
      await this.video.play()
    } catch (error) {
      this.stop()
      return this.say(STATES[error.name] ?? 'absent')
    }
    this.offerTorch()
    this.say('live')
    this.look()
  }

  stop() {
    for (const track of this.stream?.getTracks() ?? []) track.stop()
    this.stream = undefined
    this.video.srcObject = null
    this.torch.hidden = true
  }

  say(state) {
    this.frame.dataset.state = state
  }

  async look() {
    const { stream } = this
    while (stream && stream === this.stream) {
      if (!this.isPaused && this.video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) await this.lookOnce()
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }

  async lookOnce() {
    const picture = await createImageBitmap(this.video).catch(() => undefined)
    const texts = picture ? await this.reader.read(picture, [SIDE]) : []
    this.frame.classList.toggle('is-hit', texts.length > 0)
    if (texts.length) this.onCodes(texts)
  }

  get track() {
    return this.stream?.getVideoTracks()[0]
  }

  offerTorch() {
    this.torch.hidden = !this.track?.getCapabilities?.().torch
    this.torch.ariaPressed = 'false'
  }

  async switchTorch() {
    const torch = this.torch.ariaPressed !== 'true'
    const done = await this.track?.applyConstraints({ advanced: [{ torch }] }).then(() => true, () => false)
    if (done) this.torch.ariaPressed = String(torch)
  }
}
