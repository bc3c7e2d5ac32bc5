// One destination of the form: a name from the list brings its point along, and a button asks where one is now.
//
// The position goes into the two fields and nowhere else before the form is sent.

const PATIENCE_MS = 15_000

export default function destination(fieldset) {
  const { number } = fieldset.dataset
  const [name, lat, lon, radius] = ['name', 'lat', 'lon', 'radius'].map((part) => fieldset.querySelector(`#${part}-${number}`))
  for (const part of fieldset.querySelectorAll('[data-with-script]')) part.hidden = false
  name.addEventListener('change', () => {
    const known = [...name.list.options].find((option) => option.value === name.value.trim())
    if (!known?.dataset.lat) return
    radius.value = known.dataset.radius
    setPoint(Number(known.dataset.lat), Number(known.dataset.lon))
  })
  fieldset.querySelector('[data-here]').addEventListener('click', () => findMe(fieldset.querySelector('[data-said]'), setPoint))

  function setPoint(latitude, longitude) {
    lat.value = latitude.toFixed(6)
    lon.value = longitude.toFixed(6)
    // The map of this destination listens.
    fieldset.dispatchEvent(new Event('point'))
  }
}

function findMe(said, setPoint) {
  const fail = () => {
    said.textContent = said.dataset.failed
  }
  if (!navigator.geolocation) return fail()
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      setPoint(coords.latitude, coords.longitude)
      said.textContent = said.dataset.done
    },
    fail,
    { enableHighAccuracy: true, maximumAge: 0, timeout: PATIENCE_MS }
  )
}
