"""Clean and check text that people type: names, addresses, plain text, contact details, copies."""
