"""What becomes of the community of somebody who leaves the site."""
