// A later start takes the end along, so that the length of the trip stays.

export default function period(form) {
  const { starts_on: startDay, starts_time: startTime, ends_on: endDay, ends_time: endTime } = form.elements
  let before = toMs(startDay, startTime)
  const follow = () => {
    const now = toMs(startDay, startTime)
    const end = toMs(endDay, endTime)
    if (now && before && end) [endDay.value, endTime.value] = toFields(end + now - before)
    before = now || before
  }
  startDay.addEventListener('change', follow)
  startTime.addEventListener('change', follow)
}

// The fields know no time zone, and neither does this sum; NaN for a field that is empty.
const toMs = (day, time) => Date.parse(`${day.value}T${time.value}Z`)

const toFields = (ms) => [new Date(ms).toISOString().slice(0, 10), new Date(ms).toISOString().slice(11, 16)]
