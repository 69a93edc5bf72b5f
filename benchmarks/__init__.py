"""What the site claims to be able to do, measured; nothing here is part of the wheel."""
