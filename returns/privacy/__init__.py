"""What is kept on people, and how it is erased."""
