"""How moderation finds, takes down and puts back what people wrote in the community."""
