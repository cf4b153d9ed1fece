"""Certificates for hosts that exist on this machine only: good ones, and those that a browser has to refuse."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Authority:
    """Signs what it is asked to."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def new(cls) -> Authority:
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _builder("tests' authority", "tests' authority", key, days=(-2, 2))
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        return cls(key, builder.sign(key, SHA256()))

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    def issue(self, file: Path, *names: str, days: tuple[int, int] = (-2, 2)) -> str:
        """Writes key and certificate for these hosts, good from one day to another counted from now; the key's hash."""
        key = ec.generate_private_key(ec.SECP256R1())
        hosts = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
        builder = _builder(names[0], "tests' authority", key, days=days).add_extension(hosts, critical=False)
        _write(file, key, builder.sign(self.key, SHA256()))
        return _hash(key)


def self_signed(file: Path, *names: str) -> None:
    """Writes key and certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    hosts = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
    builder = _builder(names[0], names[0], key, days=(-2, 2)).add_extension(hosts, critical=False)
    _write(file, key, builder.sign(key, SHA256()))


def _builder(
    subject: str, issuer: str, key: ec.EllipticCurvePrivateKey, *, days: tuple[int, int]
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + days[0] * _DAY)
        .not_valid_after(now + days[1] * _DAY)
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _write(file: Path, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + certificate.public_bytes(Encoding.PEM))


def _hash(key: ec.EllipticCurvePrivateKey) -> str:
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(public).digest()).decode()
