"""Builds what a prompt names: from things with what is said of them to MJCF and expectations."""
