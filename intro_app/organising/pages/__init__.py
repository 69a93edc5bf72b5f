"""Where caretakers write the pages of the site: about, terms, privacy and imprint."""
