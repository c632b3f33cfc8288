"""Problem parts in any layout, with exact gold: for training, and as a property test."""
