"""A proxy that ends TLS before a centre, as one does in a bank, and the authorities that vouch for it."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Authority:
    """Somebody who signs certificates.

    Attributes:
        file: Its own certificate, as PEM.
    """

    file: Path
    _key: ec.EllipticCurvePrivateKey
    _name: x509.Name

    @classmethod
    def found(cls, folder: Path, name: str) -> "Authority":
        """Return a new authority of that name."""
        key, known = ec.generate_private_key(ec.SECP256R1()), _name(name)
        own = _certificate(known, known, key.public_key(), days=2)
        signed = own.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        file = folder / f"{name}.pem"
        file.write_bytes(signed.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
        return cls(file, key, known)

    def vouch(self, folder: Path, host: str, *, days: int = 1) -> Path:
        """Return the certificate and key of a server at that address; with days below nothing it has run out."""
        key = ec.generate_private_key(ec.SECP256R1())
        asked = _certificate(_name(host), self._name, key.public_key(), days=days)
        address = x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))])
        signed = asked.add_extension(address, critical=False).sign(self._key, hashes.SHA256())
        file = folder / f"{host} {days}.pem"
        plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        file.write_bytes(
            signed.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(serialization.Encoding.PEM, *plain)
        )
        return file


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, *, days: int
) -> x509.CertificateBuilder:
    until = datetime.now(UTC) + timedelta(days=days)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(until - timedelta(days=10))
        .not_valid_after(until)
    )


@contextmanager
def ending_tls(centre: str, certificate: Path) -> Iterator[str]:
    """Give the address of a proxy before the plain address of a centre."""
    inner = urlsplit(centre)
    loop, context = asyncio.new_event_loop(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)

    async def hand_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back, there = await asyncio.open_connection(inner.hostname, inner.port)
        try:
            await asyncio.gather(_pour(reader, there), _pour(back, writer))
        finally:
            for each in (writer, there):
                each.transport.abort()

    serving = loop.run_until_complete(asyncio.start_server(hand_on, HOST, 0, ssl=context))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield f"https://{HOST}:{serving.sockets[0].getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        serving.close()
        loop.run_until_complete(_end(asyncio.all_tasks(loop)))
        loop.close()


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while content := await reader.read(65536):
            writer.write(content)
            await writer.drain()
    writer.close()


async def _end(connections: set[asyncio.Task[None]]) -> None:
    for each in connections:
        each.cancel()
    await asyncio.gather(*connections, return_exceptions=True)
    await asyncio.sleep(_LOSING_SECONDS)


_LOSING_SECONDS = 0.1
"""Until the loop has let go of connections that were broken off."""
