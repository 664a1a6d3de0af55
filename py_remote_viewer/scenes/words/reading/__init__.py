"""Reads prompts: from words to things with what is said of them."""
