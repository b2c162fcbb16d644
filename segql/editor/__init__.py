"""What editors ask while segments are written: the language server and all that it answers.

Only `server`, `convert` and `features` know the protocol; everything else speaks of texts, offsets
and the project, and is tested without it.
"""
