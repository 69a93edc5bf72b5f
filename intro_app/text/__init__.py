"""What may stand in a text: names that are names, asks that carry no address, no copies."""
