"""Figures for organisers: by month and by group, in fives, from months that are over."""
