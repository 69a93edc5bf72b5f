"""Twin worlds: one story played twice, alike but for what one person does in one introduction.

Whoever else reads, writes or waits has to find the same in both, down to the bytes, until the day on which
the author of the introduction hears how it ended (ADR 9).
"""
