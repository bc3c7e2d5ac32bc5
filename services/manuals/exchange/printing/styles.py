"""How a book looks: quiet, by the reader's own size of letters, and in the night as well."""

BOOK_CSS = """@font-face { font-family: "Balgil Gov"; font-weight: 400; src: url("regular.otf"); }
@font-face { font-family: "Balgil Gov"; font-weight: 700; src: url("bold.otf"); }
body { font-family: "Balgil Gov", sans-serif; line-height: 1.65; word-break: keep-all; margin: 0 1em; }
h1 { font-size: 1.6em; line-height: 1.3; margin: 1em 0 0.4em; }
h2 { font-size: 1.25em; margin: 1.8em 0 0.5em; padding-bottom: 0.2em; border-bottom: 2px solid #256ef4; }
h3 { font-size: 1.08em; margin: 1.3em 0 0.3em; }
h1, h2, h3, h4 { break-after: avoid; page-break-after: avoid; }
p { margin: 0.5em 0; }
ul, ol { margin: 0.5em 0; padding-left: 1.5em; }
li { margin: 0.25em 0; }
table { border-collapse: collapse; width: 100%; margin: 0.8em 0; font-size: 0.92em; }
th, td { border: 1px solid #8a949e; padding: 0.4em 0.55em; text-align: left; vertical-align: top; }
th { font-weight: 700; background: rgba(138, 148, 158, 0.18); }
tr { break-inside: avoid; page-break-inside: avoid; }
pre { white-space: pre-wrap; font-size: 0.9em; border: 1px solid #8a949e; padding: 0.6em; }
blockquote { margin: 0.8em 0; padding-left: 0.9em; border-left: 3px solid #8a949e; }
.facts { list-style: none; padding: 0; font-size: 0.88em; }
.facts li { display: inline; margin-right: 1em; }
.ticks { list-style: none; padding-left: 0.3em; }
.mark { border-left: 4px solid #ffb114; padding: 0.3em 0.7em; font-weight: 700; }
.missing { text-decoration: underline dotted; }
.cover { text-align: center; }
.cover img { max-width: 100%; max-height: 98vh; }
.flow { margin: 0.8em 0; text-align: center; }
.flow svg { max-width: 100%; height: auto; }
nav ol { list-style: none; padding-left: 0.8em; }
nav li { margin: 0.35em 0; }
nav span { font-weight: 700; }
"""
