"""The first page of the community and that of a circle: circles, threads and gatherings together."""
