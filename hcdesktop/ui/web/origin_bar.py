"""What stands above a web view: whose people these are, and whose page it is; drawn by us, out of the page's reach."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hcdesktop.core.models import Environment
from hcdesktop.ui.band import EnvironmentBand
from hcdesktop.ui.theme import GAP, INSET
from hcdesktop.ui.web.addresses import is_loopback
from hcdesktop.ui.web.policy import SIMULATOR_SCHEME, origin


class OriginBar(QWidget):
    """Shows the environment's band, and below it the true origin of what is in the view and whether the way to it is
    secure, in words and by a sign."""

    def __init__(self, environment: Environment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("originBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._sign = QLabel(self)
        self._sign.setObjectName("originSign")
        self._address = QLabel(self)
        self._address.setObjectName("originAddress")
        self._address.setAccessibleName(self.tr("Address of the page below"))
        self.band = EnvironmentBand(self)
        self.band.show_environment(environment)
        line = QHBoxLayout()
        line.setContentsMargins(INSET, GAP, INSET, GAP)
        line.setSpacing(GAP)
        line.addWidget(self._sign)
        line.addWidget(self._address, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.band)
        layout.addLayout(line)
        self.show_nothing()

    def show_nothing(self) -> None:
        """Before anything has come."""
        self._set("loading", self.tr("Opening…"), "")

    def show_address(self, url: QUrl) -> None:
        """The origin of this address; a host in other letters than ASCII is shown as it is registered (punycode)."""
        scheme = url.scheme()
        if scheme == SIMULATOR_SCHEME:
            self._set("simulated", self.tr("Simulated on this computer"), url.host())
        elif scheme == "https":
            self._set("secure", self.tr("Secure connection"), origin(_ascii(url)))
        elif scheme == "http" and is_loopback(url.host()):
            self._set("local", self.tr("On this computer, not encrypted"), origin(url))
        elif scheme:
            self._set("insecure", self.tr("Not secure"), origin(_ascii(url)))

    @property
    def text(self) -> str:
        """What it says now."""
        return f"{self._sign.text()} {self._address.text()}".strip()

    def _set(self, kind: str, sign: str, address: str) -> None:
        self._sign.setText(sign)
        self._sign.setProperty("kind", kind)
        # A style sheet looks at properties only when told to.
        self._sign.style().unpolish(self._sign)
        self._sign.style().polish(self._sign)
        self._address.setText(address)


def _ascii(url: QUrl) -> QUrl:
    plain = QUrl(url)
    plain.setHost(url.host(QUrl.ComponentFormattingOption.FullyEncoded))
    return plain
