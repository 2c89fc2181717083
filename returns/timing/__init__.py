"""When things are owed and what is late: periods, deadlines, business days."""
