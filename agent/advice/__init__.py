"""What a model advised or doubted, held against what can be run."""
