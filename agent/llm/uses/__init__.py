"""What a model is asked for, one use a file: the form of the answer, and how hard to try."""
