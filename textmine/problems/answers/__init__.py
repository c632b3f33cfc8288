"""What answers a problem: measures of the same report, the same problem a year later.

similarity   two statements → how alike they are (character pairs and categories)
alignment    weights of links, of none, and of steps between links → probabilities of links
clues        what speaks for a link: words, topic, place, and what the report says
weights      how much each clue weighs: shipped, or learnt from known links
response     problems and measures of a report → who answers what, and scores
judging      a measure → what it names, whether it mirrors, whether it is done
persistence  problems of consecutive years → repeated, restated, dropped, new, improved
"""
