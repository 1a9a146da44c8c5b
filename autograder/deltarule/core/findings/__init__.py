"""What went wrong in a function, over all that it was asked: one finding.

``diagnosis`` makes it: which ``parts`` are wrong, under which ``conditions``, how (``symptoms``), drawn as ``maps``,
and whose answers they are (``fingerprints``).
"""
