// The list as a file for a spreadsheet: no points, and nothing that a spreadsheet would take for a formula.

const FORMULA = /^[=+\-@\t\r]/

/**
 * @param {object[]} verdicts
 * @param {{columns: string, file: string}} words
 */
export function exportVerdicts(verdicts, { columns, file }) {
  const lines = [columns.split('|'), ...verdicts.map(toLine)]
  const text = lines.map((line) => line.map(cell).join(',')).join('\r\n')
  // The mark by which spreadsheets know UTF-8.
  const url = URL.createObjectURL(new Blob(['\ufeff', text, '\r\n'], { type: 'text/csv' }))
  Object.assign(document.createElement('a'), { href: url, download: `${file}.csv` }).click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

const toLine = ({ label, because, seen, judged }) => [
  label,
  because,
  ...(seen ? [seen.name, seen.staff_number, seen.unit, seen.captured_at, seen.place, seen.accuracy_m] : Array(6).fill('')),
  judged
]

function cell(value) {
  const text = String(value)
  return `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
}
