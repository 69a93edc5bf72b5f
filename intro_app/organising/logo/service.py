"""Changes the logo: the picture is stored, and which one holds is a setting like others."""

from datetime import datetime

from intro_app.db import atomic, db
from intro_app.identity.models import Member
from intro_app.organising.settings.service import change_settings
from intro_app.pictures import DrawnLogo
from intro_app.site_settings import SiteLogo, follow_at_once


def set_logo(drawn: DrawnLogo, staff: Member, at: datetime) -> None:
    """Make this the logo of the site. Raises SettingLocked if the environment names one."""
    with atomic():
        if db.session.get(SiteLogo, drawn.name) is None:
            db.session.add(SiteLogo(**drawn._asdict(), made_at=at))
            db.session.flush()
        change_settings({"logo": drawn.name}, staff, at)
    follow_at_once()  # again, because now it is committed


def remove_logo(staff: Member, at: datetime) -> None:
    """Show the mark of the software again. Raises SettingLocked if the environment names a logo."""
    change_settings({"logo": ""}, staff, at)
