"""The pages of the cafeteria: for those who eat, who cook, and who run it."""
