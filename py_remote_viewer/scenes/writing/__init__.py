"""Scenes from words: who writes them, and the loop from a prompt to one that passed its checks."""
