"""After an introduction: did you talk, was it worth it, thank you, and the people I was introduced to."""
