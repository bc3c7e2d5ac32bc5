// Gives a file to the person: as a download, or, from an iOS home-screen app that has none, by the share sheet.

/**
 * @param {Blob} blob
 * @param {string} name
 */
export async function save(blob, name) {
  const file = new File([blob], name, { type: blob.type })
  if (navigator.standalone && navigator.canShare?.({ files: [file] })) {
    // Who changes her mind at the share sheet has not made a mistake.
    await navigator.share({ files: [file] }).catch(() => undefined)
    return
  }
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
