// On a phone a verdict is a screen of its own, left by the phone's own way back; beside other things it only stands.

const WIDE = '(min-width: 56.25em)'

export class Reading {
  /**
   * @param {HTMLElement} root
   * @param {(isReading: boolean) => void} [onChange]
   */
  constructor(root, onChange = () => undefined) {
    Object.assign(this, { root, onChange })
    addEventListener('popstate', () => this.set(false))
  }

  get isOn() {
    return this.root.classList.contains('is-reading')
  }

  begin() {
    if (this.isOn || matchMedia(WIDE).matches) return
    history.pushState({ isReading: true }, '')
    this.set(true)
    scrollTo(0, 0)
  }

  /** Leaves as the phone's own way back does. */
  end() {
    if (this.isOn) history.back()
  }

  set(isReading) {
    this.root.classList.toggle('is-reading', isReading)
    this.onChange(isReading)
  }
}
