"""Writes figures in the text format of Prometheus."""

import os
from collections.abc import Iterator
from pathlib import Path

from prometheus_client import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from intro_app.metrics.queries import SiteFigures
from intro_app.version import version
from intro_app.web.measuring import measures
from intro_app.web.shared_counters import SHARED_FOLDER

__all__ = ["CONTENT_TYPE", "written"]


class SiteCollector:
    """The figures of the site as metrics; without figures (the database is away), only `mutual_up` 0."""

    def __init__(self, figures: SiteFigures | None) -> None:
        self.figures = figures

    def collect(self) -> Iterator[Metric]:
        """Yield each metric."""
        yield _labelled("mutual_build_info", "The version that runs.", "version", {version(): 1})
        yield _gauge("mutual_up", "1 if the database answers.", int(self.figures is not None))
        if self.figures is not None:
            yield from _of_the_worker(self.figures)
            yield from _of_the_mail(self.figures)
            yield from _of_introductions(self.figures)


def written(figures: SiteFigures | None) -> bytes:
    """Return the metrics of all web processes and of the site."""
    registry = CollectorRegistry()
    registry.register(SiteCollector(figures))
    if folder := os.environ.get(SHARED_FOLDER):
        _forget_dead(Path(folder))
        MultiProcessCollector(registry, folder)  # type: ignore[no-untyped-call]  # the library has no types here
        return generate_latest(registry)
    return generate_latest(registry) + generate_latest(measures().registry)


def _forget_dead(folder: Path) -> None:
    """Drop what processes that have ended said of themselves, such as their connections."""
    for file in folder.glob("gauge_live*_*.db"):
        process = file.stem.rpartition("_")[2]
        if not Path(f"/proc/{process}").exists():
            mark_process_dead(process, str(folder))  # type: ignore[no-untyped-call]  # the library has no types here


def _of_the_worker(figures: SiteFigures) -> Iterator[Metric]:
    yield _gauge("mutual_schema_is_newest", "1 if no migration is missing.", int(figures.is_newest_schema))
    yield _gauge("mutual_worker_seconds_since_beat", "Age of the last sign of a worker.", figures.worker_age)
    yield _gauge("mutual_backup_seconds_since_check", "Age of the last checked backup.", figures.backup_age)
    yield _gauge("mutual_site_held", "1 while nothing is sent after a restore.", int(figures.is_held))
    yield _gauge(
        "mutual_clock_seconds_ahead", "How far this clock is ahead of the database's.", figures.clock_ahead
    )
    items = {"retried": figures.failing, "given_up": figures.parked}
    yield _labelled("mutual_failing_items", "Items of the worker that fail, by what follows.", "state", items)


def _of_the_mail(figures: SiteFigures) -> Iterator[Metric]:
    yield _gauge("mutual_mail_waiting", "E-mails that wait, in fives.", figures.mail_waiting)
    yield _gauge("mutual_mail_oldest_seconds", "How long the oldest due e-mail has waited.", figures.mail_age)
    yield _gauge("mutual_mail_given_up", "E-mails that wait for a person.", figures.mail_given_up)
    yield _labelled(
        "mutual_mail_attempts_last_hour",
        "Attempts to send in the last hour, in fives.",
        "outcome",
        figures.mail_attempts,
    )
    by_host = GaugeMetricFamily(
        "mutual_mail_attempts_by_host",
        "Attempts to send in the last full hour, by large provider, in fives.",
        labels=["host", "outcome"],
    )
    for key, number in sorted(figures.mail_by_host.items()):
        by_host.add_metric(key, number)
    yield by_host


def _of_introductions(figures: SiteFigures) -> Iterator[Metric]:
    late = {"release": figures.overdue_releases, "closing": figures.overdue_closings}
    yield _labelled(
        "mutual_overdue_introductions", "Introductions late by ten minutes and more.", "step", late
    )
    yield _labelled(
        "mutual_introductions",
        "Introductions at the last daily batch, as their authors saw them, in fives.",
        "state",
        figures.introductions,
    )


def _gauge(name: str, meaning: str, value: float | None) -> Metric:
    """Return a metric with one value; NaN if there is none yet."""
    return GaugeMetricFamily(name, meaning, value=float("nan") if value is None else value)


def _labelled(name: str, meaning: str, label: str, values: dict[str, int]) -> Metric:
    metric = GaugeMetricFamily(name, meaning, labels=[label])
    for key, value in sorted(values.items()):
        metric.add_metric([key], value)
    return metric
