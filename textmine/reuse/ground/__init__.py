"""What search and families stand on: texts as a stream of characters, hashes, tables of arrays.

::

    texts         rows of text in an order of their own: year, then a fixed random rank
    stream        their normalised characters as one array, with the way back
    fingerprints  hashes of runs of characters, and which of them are the same
    wording       where official and stock wording stands in the stream
    columns       tables of arrays; alignments, the one that search hands to families
    batches       how much is worked on at once, and the same work on many batches
"""
