import sys

from services.errors import Refused
from webapp import create_app

try:
    app = create_app()
except Refused as error:
    sys.exit(error.sentence % error.params)
