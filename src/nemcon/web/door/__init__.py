"""The door of spec/platform.md: what stands between the network and Django, and says when an answer was received.

`wire` knows when the kernel got the last byte, `clock` whether that instant can be trusted, `slots` keeps pages and
acts apart, `adapter` calls Django, and `asgi` is the application that puts them together. Why so: docs/decisions/0014.
"""
