"""What is asked about the community; lists come as rows, a thing that is to change as itself.

Each question has its reader (`me`, 0 for a visitor), and nobody whom a block parts from the reader is in an
answer.
"""
