"""What answers a problem: measures of the same report, the same problem a year later.

similarity   two statements → how alike they are (character pairs and categories)
alignment    weights of links, of none, and of steps between links → probabilities of links
clues        what speaks for a link: words, topic, place, and what the report says
weights      how much each clue of the chain weighs: taken from a table, or learnt from known links
purposes     what a measure is for: the categories that it answers, or none in particular
kinship      which words of measures go with which of problems → how near two statements lie
pairs        what speaks for one pair: likeness, beside other pairs; what the chain makes of it
surroundings what speaks for one pair in the table of all: what the pairs beside it came to
trees        small trees of decisions: log odds from clues that bear on each other
links        chain, each pair by itself, each among the others → probabilities of links
response     problems and measures of a report → who answers what, and scores
judging      a measure → what it names, whether it mirrors, whether it is done
persistence  problems of consecutive years → repeated, restated, dropped, new, improved
"""
