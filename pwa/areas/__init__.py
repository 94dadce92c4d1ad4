"""Makes the map packs of areas from files of others. Programmes run it; readers and the server never do.

A reader (`read_*.py`) gives `Feature`s, one at a time; what follows knows no file format. The form of a pack and why:
docs/decisions/0019-map.md.
"""
