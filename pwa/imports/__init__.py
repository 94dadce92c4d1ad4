"""Lists of others, read into a file that a person looks at before anything of it reaches the directory.

`importing.py` is the way through: a reader makes a `Record` of each row, `entry.py` cleans it, `staging.py` writes.
Nothing here writes to the live list. How to use it: docs/importing.md; why so: docs/decisions/0017-imports.md.
"""
