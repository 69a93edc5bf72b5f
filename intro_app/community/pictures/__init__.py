"""Pictures in posts and of gatherings: drawn anew, in the database, shown to whoever reads what has them."""
