"""What a scene was asked to be, checked on the compiled model and on runs of it.

Nothing here goes by names: things are found by shape, colour, size and how they hang together, so
that whoever writes a scene may call its parts as they like. Nothing here is shared with the checks
of the product, whose errors would otherwise not be seen.
"""
