"""Leave: asked for, approved, imported from the personnel system."""
