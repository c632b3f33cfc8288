"""The literature's measures of boilerplate, stickiness, redundancy and change, on characters.

A module a measure, each with what it was taken from; ``score_parts`` lays them all together.
"""
