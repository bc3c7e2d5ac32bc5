// The id of a new trip is made on this device for each opening of the form: a copy of the page that the phone has
// kept must not give two trips one id. Sending the same form twice still makes one trip.

const BYTES = 8

export default function ownId(form) {
  // What came back with mistakes keeps its id, which the server has chosen.
  if (form.querySelector('[role="alert"]')) return
  const id = crypto.getRandomValues(new Uint8Array(BYTES))
  form.elements.trip_id.value = Array.from(id, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
