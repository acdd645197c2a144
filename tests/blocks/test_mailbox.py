import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtplib import SMTPAuthenticationError
from pydantic import SecretStr, ValidationError

from blocks.mailbox import Mailbox
from tests.fakes.smtp_server import smtp_server


def own_certificate(folder: Path) -> Path:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Countersign's test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    path = folder / "server.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, form, plain)
    )
    return path


def log_in(mailbox: Mailbox) -> None:
    async def conversation() -> None:
        async with mailbox.client() as smtp:
            await smtp.noop()

    asyncio.run(conversation())


def test_the_client_encrypts_before_it_logs_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = own_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with smtp_server(tls_context=context, require_starttls=True) as server:
        server.password = "correct"
        mailbox = Mailbox(host="127.0.0.1", port=server.port, username="reports", password=SecretStr("correct"))
        log_in(mailbox)
        with pytest.raises(SMTPAuthenticationError):
            log_in(mailbox.model_copy(update={"password": SecretStr("wrong")}))


def test_a_server_that_cannot_encrypt_is_not_trusted_with_a_password() -> None:
    from aiosmtplib import SMTPException

    with smtp_server() as server, pytest.raises(SMTPException, match="STARTTLS"):
        log_in(Mailbox(host="127.0.0.1", port=server.port, username="reports", password=SecretStr("secret")))


def test_without_a_host_there_is_no_client_to_hand_out() -> None:
    with pytest.raises(ValueError, match="give its block document a host"):
        Mailbox().client()


def test_the_password_is_not_shown() -> None:
    mailbox = Mailbox(host="mail.example.com", username="reports", password=SecretStr("hunter2"))
    assert "hunter2" not in repr(mailbox)
    assert "hunter2" not in mailbox.model_dump_json()


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"sender": "Countersign"}, "has no address"),
        ({"username": "reports", "password": "x", "security": "none"}, "would travel unencrypted"),
        ({"username": "reports"}, "belong together"),
        ({"password": "x"}, "belong together"),
        ({"port": 0}, "port"),
    ],
)
def test_a_mailbox_that_could_not_work_is_refused(fields: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Mailbox.model_validate({"host": "mail.example.com", **fields})
