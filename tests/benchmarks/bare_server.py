"""
A server that answers any request with the same ARN: what is left to measure is the client.

``bare_server.py [CERTIFICATE KEY]`` prints its port, and with a certificate one more, for TLS.
"""

import asyncio
import ssl
import sys

BODY = b'{"TrainingJobArn":"arn:aws:sagemaker:us-east-1:123456789012:training-job/x"}'
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.1\r\nx-amzn-RequestId: 1\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(BODY), BODY)
)


class Answering(asyncio.Protocol):
    """One connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._data = b""

    def data_received(self, data: bytes) -> None:
        self._data += data
        while (end := self._data.find(b"\r\n\r\n")) >= 0:
            head = self._data[:end].lower()
            length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
            if len(self._data) < end + 4 + length:
                return
            self._data = self._data[end + 4 + length :]
            self._transport.write(ANSWER)


async def main(contexts: list[ssl.SSLContext | None]) -> None:
    """Serve on a free port for each context, and print the ports."""
    loop = asyncio.get_running_loop()
    servers = [
        await loop.create_server(Answering, "127.0.0.1", 0, ssl=context) for context in contexts
    ]
    print(*(server.sockets[0].getsockname()[1] for server in servers), flush=True)
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    ways: list[ssl.SSLContext | None] = [None]
    if sys.argv[1:]:
        secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        secure.load_cert_chain(*sys.argv[1:])
        ways.append(secure)
    asyncio.run(main(ways))
