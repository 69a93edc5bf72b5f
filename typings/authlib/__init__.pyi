"""The part of Authlib that this site uses; the library ships no types."""
