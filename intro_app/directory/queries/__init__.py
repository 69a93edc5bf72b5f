"""What is asked about people to be found; everything comes as rows."""

from intro_app.directory.queries.profiles import Profile, profile
from intro_app.directory.queries.wheel import PAGE, Listed, first_people, more_people

__all__ = ["PAGE", "Listed", "Profile", "first_people", "more_people", "profile"]
