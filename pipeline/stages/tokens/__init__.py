"""Tokens and sentences: razdel's tokens over the cleaned text, sentences that never end inside quotation marks."""
