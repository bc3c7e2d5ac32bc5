from tests.browser.gallery.app import create_gallery

app = create_gallery()
