"""Sentences as vectors, in which near means alike.

How data goes through: ``near_duplicates`` sets edited copies aside; ``words`` and ``features``
(character n-grams and the genre's concepts) turn sentences into sparse weights, ``view`` puts
them together; ``encoder`` adds
dense vectors of meaning where the caller has them; ``space`` projects both to few dimensions.
"""
