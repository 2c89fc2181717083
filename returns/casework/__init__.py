"""What people do with a case: each deed one function, one transaction, one event."""
