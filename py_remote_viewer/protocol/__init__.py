"""The messages: browser to gateway and back, gateway to worker and back.

`scene` and `commands` are shared by both borders, `client` holds what crosses to the
browser (JSON text, plus one binary media message), `worker` what crosses to a worker
(msgpack, framed by `framing`). The TypeScript types of the page are generated from here.
"""

PROTOCOL_VERSION = 1

__all__ = ["PROTOCOL_VERSION"]
