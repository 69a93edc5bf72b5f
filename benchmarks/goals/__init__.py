"""Run the parts that the goals name, and say which are met."""
