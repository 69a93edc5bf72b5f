"""Tests that run at once do not take each other's ports."""

import subprocess
import sys

from tests.support.ports import free_port


def test_a_port_stays_with_its_process_while_nobody_listens() -> None:
    port = free_port()
    asked = f"from tests.support.ports import reserve; print(reserve({port}), reserve(10_999))"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["False", "True"]
