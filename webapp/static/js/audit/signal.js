// A short sound and a vibration for each kind of verdict, so that the eyes may stay on the pile of papers.

// Hertz, one after the other: rising for good, level for a look, falling for bad.
const TONES = {
  genuine: [880, 1320],
  genuine_with_notes: [740, 740],
  cannot_verify: [587],
  not_genuine: [440, 294, 294]
}
const SHAKES = { genuine: [40], genuine_with_notes: [40, 60, 40], cannot_verify: [90], not_genuine: [120, 60, 120] }
const TONE_S = 0.11
const LOUDNESS = 0.08

let sound

/** Browsers let a page sound only after somebody has touched it. */
export function allowSound() {
  addEventListener('pointerdown', unlock, { once: true })
  addEventListener('keydown', unlock, { once: true })
}

/** @param {keyof typeof TONES} kind */
export function signal(kind) {
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(SHAKES[kind])
  if (sound?.state !== 'running') return
  TONES[kind].forEach((hertz, at) => play(hertz, sound.currentTime + at * TONE_S))
}

function unlock() {
  sound ??= window.AudioContext && new AudioContext()
  sound?.resume()
}

function play(hertz, start) {
  const tone = new OscillatorNode(sound, { frequency: hertz })
  const volume = new GainNode(sound, { gain: LOUDNESS })
  volume.gain.setTargetAtTime(0, start + TONE_S * 0.6, 0.02)
  tone.connect(volume).connect(sound.destination)
  tone.start(start)
  tone.stop(start + TONE_S * 1.5)
}
