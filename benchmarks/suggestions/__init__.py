"""How good suggestions are, in a made community of 500 whose pairs are labelled by hand."""
