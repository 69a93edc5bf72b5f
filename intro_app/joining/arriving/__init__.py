"""The page of somebody who has proved their address and may not join at once."""
