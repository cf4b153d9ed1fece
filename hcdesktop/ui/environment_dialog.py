"""An environment's settings: what is wrong is said beside its field, and secrets go in but never come out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QToolButton, QWidget

from hcdesktop.core.errors import ErrorKind, HcError, InvalidInput
from hcdesktop.core.models import Credentials, Environment, EnvironmentKind, Hosts
from hcdesktop.store.environment_checks import check_environment
from hcdesktop.ui import messages
from hcdesktop.ui.band import kind_word
from hcdesktop.ui.connection_test import ConnectionTest, Probe
from hcdesktop.ui.dialogs import FormDialog
from hcdesktop.ui.secret_field import SecretField

#: In their own words, so in no language's table: QLocale calls the first two "American English", "español de España".
_LANGUAGES = {
    "en": "English",
    "es": "Español",
    "de": "Deutsch",
    "fr": "Français",
    "it": "Italiano",
    "pt": "Português",
}
_KINDS = (EnvironmentKind.TEST, EnvironmentKind.PRODUCTION)


@dataclass(frozen=True, slots=True)
class EnvironmentForm:
    """What was typed: an environment, and secrets only where new ones were typed (``None``: keep, but for those that
    are to be ``removed``: names of fields of ``Credentials``)."""

    environment: Environment
    credentials: Credentials
    removed: frozenset[str] = frozenset()

    def applied_to(self, known: Credentials) -> Credentials:
        """The secrets that hold from now on."""

        def kept(name: str) -> str | None:
            typed: str | None = getattr(self.credentials, name)
            return typed or (None if name in self.removed else getattr(known, name))

        return Credentials(client_secret=kept("client_secret"), app_key=kept("app_key"))


class EnvironmentDialog(FormDialog):
    """A live environment's settings. Secrets are write-only: they are set, replaced or removed, never shown."""

    def __init__(
        self,
        environment: Environment | None,
        save: Callable[[EnvironmentForm], None],
        parent: QWidget | None,
        *,
        has_secret: bool,
        has_app_key: bool,
        draft: Environment | None = None,
        probe: Probe | None = None,
    ) -> None:
        """``draft``: what a new one begins with."""
        super().__init__(parent)
        named = self.tr("Settings of {name}")
        self.say(named.format(name=environment.name) if environment else self.tr("New environment"), self.tr("Save"))
        self._simulated = environment is not None and environment.simulated
        self._new = environment is None
        self._problems: dict[str, QLabel] = {}
        self._fields: dict[str, QWidget] = {}
        shown = environment or draft or Environment(name="", client_id="")
        self._kept_as = "" if environment is None else environment.kept_as
        self.name = self.line(self.tr("Name"), shown.name, placeholder=self.tr("for example Test"))
        self.name.setEnabled(self._new)
        self._watch("name", self.name)
        self._add_kind(shown)
        self.client_id = self.line("clientId", shown.client_id)
        self._watch("client_id", self.client_id)
        self.client_secret = self._secret("clientSecret", known=has_secret)
        self.app_key = self._secret("appKey", known=has_app_key, optional=True)
        self._add_language(shown)
        self._add_hosts(shown.hosts)
        self.test: ConnectionTest | None = None
        if probe is not None and not self._simulated:
            self._probe = probe
            self.test = ConnectionTest(probe, self._to_test)
            self.form.addRow("", self.test)
        if self._simulated:
            self.client_id.setEnabled(False)
            self.language.setEnabled(False)
        self.accept_with = lambda: self._save(save)

    def refuse(self, error: HcError) -> None:
        """Says it beside the field that is wrong, if one is, and puts the keyboard there."""
        name = str(error.params.get("field"))
        if error.kind is not ErrorKind.ENVIRONMENT_INVALID or name not in self._problems:
            super().refuse(error)
            return
        if name in self.hosts:
            self._hosts_toggle.setChecked(True)
        message = messages.for_error(error)
        address = self.tr("This address cannot be used: it begins with https:// (http:// only on this computer).")
        problem = self._problems[name]
        problem.setText(address if name in self.hosts else f"{message.text} {message.next_step}".strip())
        self.form.setRowVisible(problem, True)
        self._fields[name].setAccessibleDescription(problem.text())
        self._fields[name].setFocus()
        self.adjustSize()

    @property
    def problems(self) -> dict[str, str]:
        """What is said beside which field."""
        return {name: label.text() for name, label in self._problems.items() if not label.isHidden()}

    # --- building

    def _watch(self, name: str, field: QWidget) -> None:
        """Room below the field for what is wrong with it."""
        problem = QLabel(self)
        problem.setObjectName("fieldProblem")
        problem.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        problem.setSizePolicy(policy)
        self.form.addRow("", problem)
        self.form.setRowVisible(problem, False)
        self._problems[name] = problem
        self._fields[name] = field

    def _add_kind(self, shown: Environment) -> None:
        self.kind = QComboBox(self)
        self.kind.setAccessibleName(self.tr("Kind"))
        self.kind.setMinimumHeight(self.name.minimumHeight())
        self.kind.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        meanings = {
            EnvironmentKind.TEST: self.tr("{kind}: nobody's real data"),
            EnvironmentKind.PRODUCTION: self.tr("{kind}: real people"),
        }
        for kind in _KINDS:
            self.kind.addItem(meanings[kind].format(kind=kind_word(kind)), kind)
        self.kind.setPlaceholderText(self.tr("Choose; it cannot be changed later"))
        decided = shown.chosen_kind if self._new else shown.kind
        self.kind.setCurrentIndex(_KINDS.index(decided) if decided in _KINDS else -1)
        self.kind.setEnabled(self._new or shown.chosen_kind is None)
        self.row(self.tr("Kind"), self.kind)
        self._watch("kind", self.kind)
        self.form.setRowVisible(self.kind, not self._simulated)

    def _add_language(self, shown: Environment) -> None:
        self.language = QComboBox(self)
        self.language.setMinimumHeight(self.name.minimumHeight())
        for code in dict.fromkeys((*_LANGUAGES, shown.language)):
            self.language.addItem(f"{_LANGUAGES[code]} ({code})" if code in _LANGUAGES else code, code)
        self.language.setCurrentIndex(self.language.findData(shown.language))
        self.language.setAccessibleName(self.tr("Language of the popup"))
        self.row(self.tr("Language"), self.language)
        self._watch("language", self.language)

    def _secret(self, label: str, *, known: bool, optional: bool = False) -> SecretField:
        field = SecretField(label, known=known, optional=optional, parent=self)
        self.row(label, field)
        return field

    def _add_hosts(self, hosts: Hosts) -> None:
        self._hosts_toggle = QToolButton(self)
        self._hosts_toggle.setObjectName("barButton")
        self._hosts_toggle.setText(self.tr("Addresses…"))
        self._hosts_toggle.setCheckable(True)
        self.form.addRow("", self._hosts_toggle)
        self.hosts = {}
        for field in fields(Hosts):
            edit = self.hosts[field.name] = self.line(field.name, getattr(hosts, field.name))
            self._watch(field.name, edit)
        self._hosts_toggle.toggled.connect(self._on_hosts_toggled)
        self._on_hosts_toggled(shown=False)

    def _on_hosts_toggled(self, shown: bool) -> None:
        for edit in self.hosts.values():
            self.form.setRowVisible(edit, shown)
            edit.setEnabled(not self._simulated)
        self.adjustSize()

    # --- what was typed

    def _save(self, save: Callable[[EnvironmentForm], None]) -> None:
        self._clear_problems()
        save(self._typed())

    def _clear_problems(self) -> None:
        self.refusal.hide()
        for name, problem in self._problems.items():
            self.form.setRowVisible(problem, False)
            self._fields[name].setAccessibleDescription("")

    def _typed(self) -> EnvironmentForm:
        kind: EnvironmentKind | None = None if self._simulated else self.kind.currentData()
        environment = Environment(
            name=self.name.text(),
            client_id=self.client_id.text(),
            hosts=Hosts(**{name: edit.text() for name, edit in self.hosts.items()}),
            language=self.language.currentData(),
            simulated=self._simulated,
            chosen_kind=EnvironmentKind(kind) if kind else None,
            kept_as=self._kept_as,
        )
        if self._new and kind is None:
            check_environment(environment)  # from top to bottom
            raise InvalidInput(ErrorKind.ENVIRONMENT_INVALID, field="kind")
        secrets = {"client_secret": self.client_secret, "app_key": self.app_key}
        removed = frozenset(name for name, field in secrets.items() if field.removed)
        credentials = Credentials(client_secret=self.client_secret.typed, app_key=self.app_key.typed)
        return EnvironmentForm(environment, credentials, removed)

    def _to_test(self) -> tuple[Environment, Credentials] | None:
        self._clear_problems()
        try:
            form = self._typed()
            environment = check_environment(form.environment)
        except HcError as error:
            self.refuse(error)
            return None
        return environment, form.applied_to(self._probe.known())

    @staticmethod
    def ask(
        environment: Environment | None,
        save: Callable[[EnvironmentForm], None],
        parent: QWidget | None,
        *,
        has_secret: bool = False,
        has_app_key: bool = False,
        draft: Environment | None = None,
        probe: Probe | None = None,
    ) -> None:
        """Asks for settings and gives them to ``save``, until that works or somebody cancels."""
        dialog = EnvironmentDialog(
            environment, save, parent, has_secret=has_secret, has_app_key=has_app_key, draft=draft, probe=probe
        )
        try:
            dialog.answered()
        finally:
            if dialog.test is not None:
                dialog.test.stop()
