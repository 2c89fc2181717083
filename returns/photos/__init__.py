"""What is made of the measurements of a photo: checks, findings in words, photos used before."""
