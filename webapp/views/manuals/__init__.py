"""The pages of manuals: for those who read, who write, and who look after them."""
