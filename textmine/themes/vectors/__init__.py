"""Sentences as vectors, in which near means alike.

How data goes through: ``near_duplicates`` sets edited copies aside; ``words`` and ``features``
(character n-grams, the genre's concepts, and the vectors of its words from ``word_vectors``) turn
sentences into sparse weights, ``view`` puts them together; ``encoder`` adds
dense vectors of meaning where the caller has them; ``space`` projects both to few dimensions.
"""
