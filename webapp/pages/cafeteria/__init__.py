"""Pages of lunch: the crowd, slots, meals, and what their managers see."""
