"""What search and families stand on: texts as a stream of characters, hashes, tables of arrays.

::

    texts         rows of text in an order of their own: year, then a fixed random rank
    stream        their normalised characters as one array, with the way back
    sentences     where in the stream one sentence ends and the next begins
    fingerprints  hashes of runs of characters, and which of them are the same
    runs          the runs that lie inside texts, sentences or reports, with their hashes
    wording       where official and stock wording stands in the stream
    columns       tables of arrays; alignments, the one that search hands to families
    batches       how much is worked on at once, and the same work on many batches
    placed        the lines and cells of the pages that the reports were read from
"""
