"""Takes in the pictures of a form, so that they stay when it is shown again to describe them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import request
from werkzeug.datastructures import FileStorage
from wtforms import Field

from intro_app.clock import now
from intro_app.community.blueprint import rate_limit
from intro_app.community.pictures import queries, service
from intro_app.community.pictures.forms import PicturesForm
from intro_app.community.pictures.policy import LONGEST_ALT, ChosenPicture
from intro_app.errors import DomainError
from intro_app.i18n import gettext as _
from intro_app.identity.session import current_member
from intro_app.pictures import draw_photo
from intro_app.text import plain

PICTURES = "40/hour;120/day"


@dataclass(frozen=True)
class Composed:
    """What a form holds: its pictures, and whether it is only to be shown, or can be sent."""

    chosen: Sequence[ChosenPicture]
    is_preview: bool
    is_ready: bool


def composed(form: PicturesForm, post_id: int | None = None, picture_id: int | None = None) -> Composed:
    """Check a form and take in its pictures; what is wrong is added to the form's errors.

    It may name the pictures of its post, or the one that its gathering has.
    """
    form.validate()
    chosen = chosen_in(form, post_id, picture_id)
    _take_files(form, chosen)
    if "preview" in request.form:
        return Composed(chosen, is_preview=not form.errors, is_ready=False)
    if any(one.lacks_words for one in chosen):
        _refuse(form.alt, _(form.undescribed))
    return Composed(chosen, is_preview=False, is_ready=not form.errors)


def chosen_in(
    form: PicturesForm, post_id: int | None = None, picture_id: int | None = None
) -> list[ChosenPicture]:
    """Return the pictures that a form names, if its writer may use them, with the words about them."""
    there = queries.choosable(current_member().id, post_id, picture_id) if form.picture.data else {}
    words, found = iter(form.alt.data), list[ChosenPicture]()
    for public_id in form.picture.data[: form.most_pictures]:
        alt = plain.one_line(next(words, ""))
        if public_id not in there or public_id in form.remove.data:
            continue
        if fault := plain.fault(alt, LONGEST_ALT):
            _refuse(form.alt, _(fault, limit=LONGEST_ALT))
        is_decoration = public_id in form.decoration.data
        found.append(there.pop(public_id)._replace(alt=alt, is_decoration=is_decoration))
    return found


def _take_files(form: PicturesForm, chosen: list[ChosenPicture]) -> None:
    files = form.sent_files()
    if form.most_pictures == 1:
        _take_one(form, files, chosen)
        return
    for file in files:
        if len(chosen) >= form.most_pictures:
            _refuse(form.files, _("A post can have %(many)s pictures at most.", many=form.most_pictures))
            return
        _add(file, form, chosen)


def _take_one(form: PicturesForm, files: Sequence[FileStorage], chosen: list[ChosenPicture]) -> None:
    """Put a file in the place of the picture that the form had, once it is drawn."""
    before = len(chosen)
    if len(files) > 1:
        _refuse(form.files, _("There can be one picture only. Choose one of them."))
    elif files:
        _add(files[0], form, chosen)
    elif form.words_of_file and not chosen:
        _words_of_file(form)  # words that can't stand are said beside them, too
        _refuse(form.files, _("Choose the picture, too, or don’t describe one."))
    del chosen[: before if len(chosen) > before else 0]


def _add(file: FileStorage, form: PicturesForm, chosen: list[ChosenPicture]) -> None:
    try:
        chosen.append(_kept(file, now())._replace(alt=_words_of_file(form)))
    except DomainError as problem:
        why, name = _(problem.sentence, **problem.details), plain.one_line(file.filename or "")[:60]
        _refuse(form.files, _("%(file)s: %(why)s", file=name, why=why))


def _words_of_file(form: PicturesForm) -> str:
    """Return what is said about a file; words that can't stand are an error, and stay in the form."""
    alt = plain.one_line(form.words_of_file)
    if fault := plain.fault(alt, LONGEST_ALT):
        _refuse(form.alt, _(fault, limit=LONGEST_ALT))
    return alt


def _kept(file: FileStorage, at: datetime) -> ChosenPicture:
    """Draw a file anew and keep it. Raises DomainError if it is no picture, or there is no room."""
    rate_limit("picture", PICTURES)
    drawn = draw_photo(file.read())
    kept = service.keep(current_member().id, drawn, at)
    return ChosenPicture(kept.public_id, "", False, drawn.width, drawn.height)


def _refuse(field: Field, sentence: str) -> None:
    """Add an error to a field, once."""
    if sentence not in field.errors:
        field.errors = [*field.errors, sentence]
