"""From a statement to the categories of the codebook: cue rules with evidence, a trained coder."""
