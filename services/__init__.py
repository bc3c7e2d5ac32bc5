"""The product without a web: nothing below this folder knows Flask."""
