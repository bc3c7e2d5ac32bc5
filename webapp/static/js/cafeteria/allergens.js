// Marks the dishes that hold what a person is allergic to. The choice is kept on this device, by person, and goes
// nowhere else: it is about health.

export default function allergens(page) {
  const key = `allergens-${page.dataset.owner}`
  const boxes = [...page.querySelectorAll('[data-allergen]')]
  const clear = page.querySelector('[data-clear]')
  const chosen = () => boxes.filter(({ checked }) => checked)
  const kept = new Set(read(key))

  for (const box of boxes) box.checked = kept.has(box.dataset.allergen)
  const show = () => {
    mark(page, chosen())
    count(page.querySelector('[data-count]'), chosen().length)
    clear.hidden = chosen().length === 0
  }
  const keep = () => {
    write(key, chosen().map(({ dataset }) => dataset.allergen))
    show()
  }
  page.addEventListener('change', ({ target }) => target.matches('[data-allergen]') && keep())
  clear.addEventListener('click', () => {
    for (const box of boxes) box.checked = false
    keep()
  })
  show()
}

function mark(page, chosen) {
  const template = page.querySelector('template[data-mark]')
  for (const dish of page.querySelectorAll('.dishes [data-allergens]')) {
    dish.querySelector('.dish-mark')?.remove()
    const own = dish.dataset.allergens.split(' ')
    const found = chosen.filter(({ dataset }) => own.includes(dataset.allergen))
    dish.classList.toggle('is-marked', found.length > 0)
    if (found.length === 0) continue
    const chip = template.content.firstElementChild.cloneNode(true)
    chip.querySelector('[data-word]').textContent = found.map(wordOf).join(', ')
    dish.append(chip)
  }
}

function wordOf(box) {
  return box.labels[0].firstChild.textContent.trim()
}

function count(place, number) {
  place.textContent = number ? place.dataset.words.replace('{n}', number) : ''
}

// A browser may refuse storage: then the marks last as long as the page.
function read(key) {
  try {
    const found = JSON.parse(localStorage.getItem(key) ?? '[]')
    return Array.isArray(found) ? found : []
  } catch {
    return []
  }
}

function write(key, numbers) {
  try {
    if (numbers.length) localStorage.setItem(key, JSON.stringify(numbers))
    else localStorage.removeItem(key)
  } catch {
    // nothing to do: the marks are on the page already
  }
}
