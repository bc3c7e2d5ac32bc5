// The screen of a capture: shows one part after the other, and says which button was pressed.

export class Screen {
  /** @param {HTMLDialogElement} dialog */
  constructor(dialog) {
    this.dialog = dialog
    this.title = dialog.querySelector('#capture-title')
    this.parts = [...dialog.querySelectorAll('[data-part]')]
    this.listeners = new Set()
    dialog.addEventListener('click', ({ target }) => this.hear(target.closest('[data-act]')?.dataset.act))
    // Escape and the phone's own way back.
    dialog.addEventListener('close', () => this.hear('closed'))
  }

  open() {
    if (!this.dialog.open) this.dialog.showModal()
  }

  close() {
    this.dialog.close()
  }

  /** @param {'explain' | 'measure' | 'result'} name */
  show(name) {
    for (const part of this.parts) part.hidden = part.dataset.part !== name
    this.title.textContent = name === 'result' ? this.dialog.dataset.titleResult : this.dialog.dataset.titleMeasure
    this.dialog.scrollTop = 0
  }

  /** @param {string} name */
  part(name) {
    return this.parts.find((part) => part.dataset.part === name)
  }

  /**
   * The first of these buttons to be pressed; 'close' when the screen is left.
   * @param {...string} acts
   * @returns {Promise<string>}
   */
  press(...acts) {
    return new Promise((resolve) => {
      const stop = this.onAct((act) => {
        if (act !== 'close' && !acts.includes(act)) return
        stop()
        resolve(act)
      })
    })
  }

  /**
   * Calls back with each button, until the returned function is called.
   * @param {(act: string) => void} listener
   */
  onAct(listener) {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  hear(act) {
    if (!act) return
    if (act === 'close') return this.close()
    for (const listener of [...this.listeners]) listener(act === 'closed' ? 'close' : act)
  }
}
