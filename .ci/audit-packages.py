"""Asks the public lists of vulnerabilities (PyPI's, then OSV's) about every package that is installed here.

Fails when one is known to be vulnerable. What could not be asked is said, and is no failure: not every machine reaches
the lists.
"""

from __future__ import annotations

import json
import subprocess
import sys


def audit(service: str) -> tuple[list[str], int, int]:
    """What was found by this service, of how many packages that it knew, and how many it could not tell about."""
    options = ("--format", "json", "--progress-spinner", "off", "--skip-editable", "--timeout", "15")
    done = subprocess.run(
        [sys.executable, "-m", "pip_audit", "--vulnerability-service", service, *options],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except ValueError:
        return [], 0, 0
    asked = [package for package in packages if "vulns" in package]
    found = [f"{each['name']} {each['version']}: {flaw['id']}" for each in asked for flaw in each["vulns"]]
    return found, len(asked), len(packages) - len(asked)


def main() -> int:
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--editable",
        ".[audit]",
    ]
    if subprocess.run(install, capture_output=True, check=False).returncode:
        print("pip-audit could not be installed: nobody was asked")
        return 0
    for service in ("pypi", "osv"):
        found, asked, unknown = audit(service)
        if asked:
            print(*found, f"{service}: {asked} packages asked about, {unknown} unknown, {len(found)} flaws", sep="\n")
            return 1 if found else 0
    print("neither list of vulnerabilities could be reached: nobody was asked")
    return 0


if __name__ == "__main__":
    sys.exit(main())
