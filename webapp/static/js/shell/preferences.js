// Theme and text size change at once and are kept in a cookie, so that the server's next page has them; a new
// language needs a new page.

const YEAR_S = 31_536_000

export default function preferences(form) {
  form.querySelector('[data-without-script]')?.remove()
  form.addEventListener('change', ({ target }) => choose(form, target))
  // Chosen before this script was there.
  for (const field of form.elements) if (field.checked && !field.defaultChecked) choose(form, field)
}

function choose(form, field) {
  if (field.name === 'language') return form.requestSubmit()
  document.cookie = `${field.name}=${field.value}; path=/; max-age=${YEAR_S}; samesite=lax`
  document.documentElement.dataset[field.dataset.attribute] = field.value
}
