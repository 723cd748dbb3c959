"""Time stamps (RFC 3161): asked for over HTTP, and looked at before they are believed."""

from __future__ import annotations

import base64
import http.client
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import unquote, urlsplit, urlunsplit

from dossier.core.errors import SigningFailed
from dossier.signing.check import quiet

if TYPE_CHECKING:
    from asn1crypto import cms

MAX_ANSWER = 1_000_000
_HINT = "Chưa ghi gì; tệp cũ còn nguyên. Thử lại sau, kiểm tra địa chỉ --tsa, hoặc ký ở mức B-B."


class TimeStampService(Protocol):
    """Something that stamps hashes with the time."""

    @property
    def name(self) -> str:
        """How people are told of it; nothing secret."""

    def answer(self, request: bytes) -> bytes:
        """DER TimeStampResp for a DER TimeStampReq; raises SigningFailed."""


@dataclass(frozen=True, slots=True)
class HttpTimeStamps:
    """A service at an http(s) address."""

    url: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout: float = 15

    @classmethod
    def at(cls, address: str) -> HttpTimeStamps:
        """From "https://user:password@host/tsa" (only ever from the environment) or a plain address; raises SigningFailed."""
        try:
            parts = urlsplit(address.strip())
            host, user, password = parts.hostname, parts.username, parts.password
            place = f"{host}:{parts.port}" if parts.port else host or ""
        except ValueError:
            host = None
        if not host or parts.scheme not in ("http", "https"):
            # The address is not repeated: it may hold a password.
            raise SigningFailed(
                "Địa chỉ dịch vụ cấp dấu thời gian không hợp lệ.", "Ghi dạng https://may-chu/duong-dan."
            )
        url = urlunsplit((parts.scheme, place, parts.path, parts.query, ""))
        return cls(url, unquote(user) if user else None, unquote(password) if password else None)

    @property
    def name(self) -> str:
        """Its host."""
        return urlsplit(self.url).netloc

    def answer(self, request: bytes) -> bytes:
        """The service's answer, of at most a megabyte, within ``timeout`` seconds."""
        headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        if self.user is not None:
            pair = f"{self.user}:{self.password or ''}".encode()
            headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()
        asked = urllib.request.Request(self.url, request, headers, method="POST")
        try:
            with _opener().open(asked, timeout=self.timeout) as response:
                data: bytes = response.read(MAX_ANSWER + 1)
        except urllib.error.HTTPError as error:
            raise _failed(self.name, f"trả lời lỗi HTTP {error.code}") from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = getattr(error, "reason", error)
            slow = isinstance(reason, TimeoutError)
            raise _failed(self.name, "không trả lời kịp" if slow else "không kết nối được") from None
        if len(data) > MAX_ANSWER:
            raise _failed(self.name, "trả lời quá dài")
        return data


def _opener() -> urllib.request.OpenerDirector:
    class SameQuestion(urllib.request.HTTPRedirectHandler):
        """A redirect would turn the question into a GET, and carry the password to another host: refused."""

        def redirect_request(self, *_: Any) -> None:
            return None

    return urllib.request.build_opener(SameQuestion)


def _failed(name: str, what: str) -> SigningFailed:
    return SigningFailed(f"Dịch vụ cấp dấu thời gian {name} {what}.", _HINT)


def stamper(service: TimeStampService, trust: tuple[bytes, ...] = ()) -> Any:
    """``service`` in pyHanko's shape. Every token is checked on arrival: nonce, hash, signature, purpose, and the chain where ``trust`` is given."""
    from asn1crypto import tsp
    from pyhanko.sign.timestamps import TimeStamper
    from pyhanko.sign.timestamps.common_utils import TimestampRequestError

    class Stamper(TimeStamper):  # type: ignore[misc]
        async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
            try:
                response = tsp.TimeStampResp.load(service.answer(req.dump()), strict=True)
                if response["status"]["status"].native not in ("granted", "granted_with_mods"):
                    raise _failed(service.name, "từ chối yêu cầu")
                response["status"]["status"] = "granted"
                await _check(response["time_stamp_token"], req, service.name, trust)
            except (ValueError, TypeError, KeyError) as error:
                raise _failed(service.name, "trả lời không đúng chuẩn RFC 3161") from error
            return response

        async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
            try:
                return await super().async_timestamp(message_digest, md_algorithm)
            except (TimestampRequestError, AttributeError, TypeError) as error:
                raise _failed(service.name, "cấp dấu không khớp yêu cầu") from error

    return Stamper()


async def _check(token: cms.ContentInfo, request: Any, name: str, trust: tuple[bytes, ...]) -> None:
    from asn1crypto import x509
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
    from pyhanko_certvalidator import ValidationContext

    imprint = request["message_imprint"]
    context = ValidationContext(trust_roots=[x509.Certificate.load(der) for der in trust], allow_fetching=False)

    def expected(algorithm: str) -> bytes:
        same: bool = algorithm == imprint["hash_algorithm"]["algorithm"].native
        return bytes(imprint["hashed_message"].native) if same else b""

    try:
        with quiet():
            found = await validate_tst_signed_data(token["content"], context, expected)
    except SignatureValidationError as error:
        raise _failed(name, "cấp dấu không đọc được") from error
    if not (found["intact"] and found["valid"]):
        raise _failed(name, "cấp dấu không khớp yêu cầu")
    if "time_stamping" not in (_purposes(found["signing_cert"])):
        raise _failed(name, "dùng chứng thư không được cấp để đóng dấu thời gian")
    if trust and found["trust_problem_indic"] is not None:
        raise SigningFailed(
            f"Dấu thời gian của {name} không dẫn tới chứng thư gốc nào đã tin cậy.",
            "Thêm chứng thư gốc của nơi cấp dấu thời gian vào --trust (nêu được nhiều lần).",
        )


def _purposes(certificate: Any) -> list[str]:
    value = certificate.extended_key_usage_value
    return list(value.native) if value is not None else []
