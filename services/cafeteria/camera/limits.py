"""What the eye may take in, and the environment that makes OpenCV keep to it. No OpenCV is loaded here."""

import ctypes
import resource

MOST_PIXELS, MOST_BYTES = 3840 * 2160, 30_000_000
MEMORY_BYTES = 4 * 2**30

# Read by OpenCV when it is loaded and when it opens something: what is larger is not decoded at all.
ENVIRONMENT = {
    "OPENCV_IO_MAX_IMAGE_PIXELS": str(MOST_PIXELS),
    "OPENCV_FFMPEG_CAPTURE_OPTIONS": f"rtsp_transport;tcp|max_pixels;{MOST_PIXELS}",
    "OPENCV_LOG_LEVEL": "SILENT",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}

_PR_SET_DUMPABLE = 4


def keep_memory_in() -> None:
    """For a process that sees pictures: its memory is never dumped, nor read by others of its user."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A system that hands dumps to a program (core_pattern with a pipe) does not ask for the limit.
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
