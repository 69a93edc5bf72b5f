"""The pages that organisers write: about, terms, privacy and imprint; and who agreed to which version."""
