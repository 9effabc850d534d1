"""Positions: who holds, held, gets or leaves which post, and where."""
