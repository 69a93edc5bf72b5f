"""The error for settings that cannot be used."""


class SettingsError(Exception):
    """One or more settings cannot be used. Each fault is a sentence that names one and says what to do."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults
