from whitenoise import WhiteNoise as WhiteNoise
