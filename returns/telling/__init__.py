"""Outcomes and the workflow told to people: chips, reasons, labels, drawings."""
