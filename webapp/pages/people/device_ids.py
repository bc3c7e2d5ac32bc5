"""Device ids in addresses: 16 hexadecimal digits; what is none is nobody's device."""

from services.errors import NotFound
from services.texts import N_

DEVICE_ID_BYTES = 8


def read_device_id(text: str) -> bytes:
    """The eight bytes of a device id; raises NotFound `device_not_found`."""
    try:
        device_id = bytes.fromhex(text)
    except ValueError:
        device_id = b""
    if len(device_id) != DEVICE_ID_BYTES or device_id.hex() != text:
        raise NotFound("device_not_found", N_("그런 기기가 없어요."))
    return device_id
