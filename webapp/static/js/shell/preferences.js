// Theme and text size change at once and are kept in a cookie, so that the server's next page has them; a new
// language needs a new page.

const YEAR_S = 31_536_000

export default function preferences(form) {
  form.querySelector('[data-without-script]')?.remove()
  form.addEventListener('change', ({ target }) => {
    if (target.name === 'language') return form.requestSubmit()
    document.cookie = `${target.name}=${target.value}; path=/; max-age=${YEAR_S}; samesite=lax`
    document.documentElement.dataset[target.dataset.attribute] = target.value
  })
}
