"""The camera at the edge: counts who waits, posts the number, keeps no picture.

A program of its own (`python -m services.cafeteria.camera`), packed without the rest of the product by
`python -m tools.pack_camera`; it uses nothing of the product but `services.errors` and `services.texts`.
"""
