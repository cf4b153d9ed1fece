"""Every way to fail: each kind is used, each exception of the libraries below is mapped."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import urllib3
from requests import exceptions
from requests.adapters import BaseAdapter

import hcdesktop
from hcdesktop.core import errors
from hcdesktop.core.errors import ApiError, ErrorKind, HcError, Retry, Unreachable
from hcdesktop.core.humanapi import HumanApi
from hcdesktop.core.models import Credentials, Environment, SessionToken

SOURCES = {path: path.read_text(encoding="utf-8") for path in Path(hcdesktop.__file__).parent.rglob("*.py")}


def subclasses(base: type[Exception]) -> set[type[Exception]]:
    found: set[type[Exception]] = set()
    for direct in base.__subclasses__():
        found |= {direct} | subclasses(direct)
    return found


# --- our own ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ErrorKind)
def test_every_kind_is_used(kind: ErrorKind) -> None:
    users = [path for path, text in SOURCES.items() if re.search(rf"\bErrorKind\.{kind.name}\b", text)]
    assert users


def test_every_error_is_told_in_the_tree_at_the_top() -> None:
    tree = set(re.findall(r"^[├│└─ ]*([A-Z]\w+) {2,}", errors.__doc__ or "", re.MULTILINE))
    assert tree == {kind.__name__ for kind in subclasses(HcError)} | {"HcError"}


@pytest.mark.parametrize(
    ("kind", "retry"),
    [
        (errors.InvalidInput, Retry.AFTER_CHANGE),
        (errors.CallbackRejected, Retry.NEVER),
        (errors.LaunchRefused, Retry.AFTER_CHANGE),
        (errors.Unreachable, Retry.BY_ITSELF),
        (errors.Unanswered, Retry.BY_ITSELF),
        (errors.Unavailable, Retry.BY_ITSELF),
        (errors.BadAnswer, Retry.BY_ITSELF),
        (errors.Refused, Retry.AFTER_CHANGE),
        (errors.NotConfigured, Retry.AFTER_CHANGE),
        (errors.StoreError, Retry.AFTER_CHANGE),
        (errors.VaultError, Retry.AFTER_CHANGE),
    ],
)
def test_an_error_says_whether_a_retry_makes_sense(kind: type[HcError], retry: Retry) -> None:
    assert kind(ErrorKind.INTERNAL).retry is retry
    assert kind(ErrorKind.INTERNAL, retry=Retry.NEVER).retry is Retry.NEVER


def test_an_error_names_its_kind_and_its_facts() -> None:
    error = Unreachable(ErrorKind.UNREACHABLE, host="user.humanapi.co", status=5)
    assert str(error) == "unreachable (host=user.humanapi.co, status=5)"
    assert error.params == {"host": "user.humanapi.co", "status": 5}
    assert str(HcError(ErrorKind.INTERNAL)) == "internal"


# --- those of requests and urllib3 ------------------------------------------------------------------------------------

#: What each exception of ``requests`` comes to; one that is not in here is new and wants a decision.
MAPPED: dict[type[Exception], ErrorKind] = {
    exceptions.RequestException: ErrorKind.UNANSWERED,
    exceptions.HTTPError: ErrorKind.UNANSWERED,
    exceptions.ConnectionError: ErrorKind.UNANSWERED,
    exceptions.ProxyError: ErrorKind.UNREACHABLE,
    exceptions.SSLError: ErrorKind.UNTRUSTED_HOST,
    exceptions.Timeout: ErrorKind.UNANSWERED,
    exceptions.ConnectTimeout: ErrorKind.UNREACHABLE,
    exceptions.ReadTimeout: ErrorKind.UNANSWERED,
    exceptions.URLRequired: ErrorKind.UNANSWERED,
    exceptions.TooManyRedirects: ErrorKind.UNANSWERED,
    exceptions.MissingSchema: ErrorKind.ENVIRONMENT_INVALID,
    exceptions.InvalidSchema: ErrorKind.ENVIRONMENT_INVALID,
    exceptions.InvalidURL: ErrorKind.ENVIRONMENT_INVALID,
    exceptions.InvalidHeader: ErrorKind.ENVIRONMENT_INVALID,
    exceptions.InvalidProxyURL: ErrorKind.ENVIRONMENT_INVALID,
    exceptions.InvalidJSONError: ErrorKind.UNANSWERED,
    exceptions.JSONDecodeError: ErrorKind.ENVIRONMENT_INVALID,  # a ValueError; nobody asks for what raises it
    exceptions.ChunkedEncodingError: ErrorKind.UNANSWERED,
    exceptions.ContentDecodingError: ErrorKind.UNANSWERED,
    exceptions.StreamConsumedError: ErrorKind.UNANSWERED,
    exceptions.RetryError: ErrorKind.UNANSWERED,
    exceptions.UnrewindableBodyError: ErrorKind.UNANSWERED,
}
OTHERS = [
    ValueError("canary"),
    UnicodeEncodeError("latin-1", "canary", 0, 1, "canary"),
    OSError("canary"),
    TimeoutError("canary"),
    ConnectionResetError("canary"),
    BrokenPipeError("canary"),
]


class FailingAdapter(BaseAdapter):
    """Raises instead of asking."""

    def __init__(self, problem: Exception) -> None:
        super().__init__()
        self._problem = problem

    def send(self, request: requests.PreparedRequest, *_args: object, **_kwargs: object) -> requests.Response:
        raise self._problem

    def close(self) -> None:
        """There is nothing to close."""


class FailingBody:
    """A body that breaks when it is read."""

    def __init__(self, problem: Exception) -> None:
        self._problem = problem

    def read(self, *_args: object, **_kwargs: object) -> bytes:
        raise self._problem

    def close(self) -> None:
        """There is nothing to close."""

    release_conn = close


class FailingBodyAdapter(FailingAdapter):
    """Answers 200, and raises when the body is read."""

    def send(self, request: requests.PreparedRequest, *_args: object, **_kwargs: object) -> requests.Response:
        response = requests.Response()
        response.status_code = 200
        response.raw = FailingBody(self._problem)
        response.request = request
        return response


def comes_to(adapter: BaseAdapter) -> ApiError:
    def new_session() -> requests.Session:
        session = requests.Session()
        session.mount("https://", adapter)
        return session

    api = HumanApi(
        Environment(name="x", client_id="c"),
        credentials=lambda: Credentials(client_secret="s3cret"),
        new_session=new_session,
    )
    with pytest.raises(ApiError) as caught:
        api.finalize(SessionToken(session_token="s", raw={"sessionToken": "s"}))
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert "canary" not in f"{caught.value!r}"
    return caught.value


def examples(base: type[Exception]) -> Iterator[Exception]:
    """An instance of ``base`` and of every exception below it, whatever each of them would like to be told."""
    for kind in sorted({base, *subclasses(base)}, key=lambda kind: kind.__qualname__):
        yield kind.__new__(kind, "canary")


@pytest.mark.parametrize(
    "problem",
    [
        exceptions.JSONDecodeError("canary", "canary", 0) if kind is exceptions.JSONDecodeError else kind("canary")
        for name, kind in sorted(vars(exceptions).items())
        if inspect.isclass(kind) and issubclass(kind, exceptions.RequestException)
    ],
    ids=lambda problem: type(problem).__name__,
)
def test_every_exception_of_requests_is_mapped(problem: Exception) -> None:
    assert comes_to(FailingAdapter(problem)).kind is MAPPED[type(problem)]


@pytest.mark.parametrize("problem", OTHERS, ids=lambda problem: type(problem).__name__)
def test_what_is_below_requests_is_mapped(problem: Exception) -> None:
    expected = ErrorKind.ENVIRONMENT_INVALID if isinstance(problem, ValueError) else ErrorKind.UNANSWERED
    assert comes_to(FailingAdapter(problem)).kind is expected


@pytest.mark.parametrize(
    "problem",
    [
        *[problem for problem in examples(urllib3.exceptions.HTTPError) if not isinstance(problem, ValueError)],
        *[problem for problem in OTHERS if isinstance(problem, OSError)],
    ],
    ids=lambda problem: type(problem).__name__,
)
def test_a_body_that_breaks_may_have_been_an_answer(problem: Exception) -> None:
    assert comes_to(FailingBodyAdapter(problem)).kind is ErrorKind.UNANSWERED


def test_a_fault_of_ours_is_no_bad_luck() -> None:
    with pytest.raises(ZeroDivisionError):
        comes_to(FailingAdapter(ZeroDivisionError()))
