"""What a community asks its members beside the profile: the values of the fields that staff make.

The fields themselves are the site's (`site_settings`). Who may read a value is decided where all else about
seeing is decided: in `people`.
"""
