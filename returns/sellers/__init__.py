"""Who works for a seller, and which member sees to a case."""
