"""What the shared passages mean: pairs against chance, direction, network, published measures."""
