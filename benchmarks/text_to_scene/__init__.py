"""Scenes from words, measured: prompts as people type them, and what the scenes then have to be."""
