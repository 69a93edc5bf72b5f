"""Reads the site's figures as a monitor does."""

from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

TOKEN = "watch-5b7d0d1e4c0f4b1a9c6d"


def read_metrics(browser: FlaskClient) -> dict[tuple[str, ...], float]:
    """Return what a monitor with the token reads, by name and labels."""
    answer = browser.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    return parsed_metrics(answer.text)


def parsed_metrics(text: str) -> dict[tuple[str, ...], float]:
    """Return the values of a text in the format of Prometheus, by name and labels."""
    samples = (sample for family in text_string_to_metric_families(text) for sample in family.samples)
    return {
        (sample.name, *(sample.labels[key] for key in _in_order(sample.labels))): sample.value
        for sample in samples
    }


def _in_order(labels: dict[str, str]) -> list[str]:
    """Return the names of labels with the route first."""
    return sorted(labels, key=lambda name: (name != "route", name))
