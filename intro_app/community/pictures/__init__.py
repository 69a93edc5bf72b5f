"""Pictures in posts: drawn anew, stored in the database, shown to whoever reads the post."""
