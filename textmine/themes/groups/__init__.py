"""Groups of sentences: how they are found, who belongs to them, how far they hold.

How data goes through: ``clusters`` finds the directions of groups among points in a space, freely
or from ``seeds``; ``assignment`` says which sentences are near enough to one to belong to it;
``stability`` finds the groups again in subsamples of the agencies, ``intrusion`` lets a reader
judge them blind.
"""
