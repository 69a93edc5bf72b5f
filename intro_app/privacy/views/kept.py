"""The public page on what is kept, and for how long."""

from flask import render_template

from intro_app.privacy.retention import TABLE
from intro_app.privacy.views.blueprint import Page, bp
from intro_app.web.access import public


@bp.get("/promise/kept")
@public
def kept() -> Page:
    """Show what is kept, and until when."""
    return render_template("privacy/kept.html", table=TABLE)
