"""A second reader of transparency records, written from the format and public standards only; see README.md.

It must never import the product, so that an error of the product's own reader is not repeated here.
"""
